# The server of the worked example in cm-network(7): corkboard.pl TOKEN prints
# its port, and then a line for each request on standard error.
#
#   GET  /api/me                     {"id", "name", "notes"}
#   GET  /api/notes?author=ID        {"notes": [...], "next": "/api/..."}: the
#                                    newest first, two a page; ref=REF finds one
#   GET  /api/notes/ID/replies       {"notes": [...]}
#   POST /api/photos                 the bytes of a picture; {"photo": ID}
#   POST /api/notes                  {"text", "ref", "parent", "photo", "about"};
#                                    201 and the note
#   DELETE /api/notes/ID             204
#
# Without the token 401 {"error": "bad_token"}; the third request of all is
# answered by 429 {"error": "slow_down", "retry": 1}.
use strict;
use utf8;
use warnings;
use IO::Socket::INET;
use JSON::PP;

my ($token) = @ARGV;
my $json = JSON::PP->new->canonical->utf8;
my $server = IO::Socket::INET->new(Listen => 16, LocalAddr => '127.0.0.1',
    ReuseAddr => 1) or die "cannot listen: $!";
my $base = 'http://127.0.0.1:' . $server->sockport;
my %people = (7 => 'levains', 9 => 'odile');
my (@notes, @photos, $requests);

sub note {
	my ($author, $text, %more) = @_;
	my $id = @notes + 1;
	push @notes, {id => $id, at => 1794700000 + 60 * $id, text => $text,
	    url => "$base/n/$id", votes => $id * 2, replies => 0,
	    author => {id => $author, name => $people{$author}}, %more};
	$notes[$more{parent} - 1]{replies}++ if $more{parent};
	return $notes[-1];
}

sub of_me {
	my ($q) = @_;
	my @mine = reverse grep { $_ && $_->{author}{id} == 7 } @notes;
	@mine = grep { ($_->{ref} // '') eq $q->{ref} } @mine if $q->{ref};
	my $from = $q->{from} // 0;
	my @page = grep { $_ } @mine[$from .. $from + 1];
	my $more = @mine > $from + 2;
	return {notes => \@page,
	    $more ? (next => '/api/notes?author=7&from=' . ($from + 2)) : ()};
}

sub reply {
	my ($method, $path, $q, $head, $body) = @_;
	return (401, {error => 'bad_token'})
	    if ($head->{authorization} // '') ne "Bearer $token";
	return (429, {error => 'slow_down', retry => 1}) if $requests == 3;
	return (200, {id => 7, name => 'levains',
	    notes => scalar grep { $_ && $_->{author}{id} == 7 } @notes})
	    if $path eq '/api/me';
	if ($method eq 'POST' && $path eq '/api/photos') {
		push @photos, $body;
		return (201, {photo => scalar(@photos)});
	}
	if ($method eq 'POST' && $path eq '/api/notes') {
		my $in = $json->decode($body);
		return (422, {error => 'text_too_long'})
		    if length $in->{text} > 80;
		return (201, note(7, $in->{text},
		    map { $in->{$_} ? ($_ => $in->{$_}) : () }
		    qw(ref parent photo about)));
	}
	return (200, of_me($q)) if $path eq '/api/notes';
	if ($path =~ m{^/api/notes/(\d+)(/replies)?$} && $notes[$1 - 1]) {
		my $id = $1;
		return (200, {notes => [grep { $_ && ($_->{parent} // 0) == $id }
		    @notes]}) if $2;
		if ($method eq 'DELETE') {
			$notes[$id - 1] = undef;
			return (204);
		}
		return (200, $notes[$id - 1]);
	}
	return (404, {error => 'no_such_thing'});
}

note(7, 'Ouvert dimanche');
note(7, 'Pain de Minuit à 18 h');
note(9, 'Il en reste ?', parent => 2);
note(7, 'Fermé lundi');
$| = 1;
print $server->sockport, "\n";
while (my $c = $server->accept) {
	my $line = <$c> // next;
	my ($method, $target) = split / /, $line;
	my (%head, %q, $body);
	while (defined(my $h = <$c>)) {
		last if $h =~ /^\r?\n/;
		$head{lc $1} = $2 if $h =~ /^([^:]+):\s*(.*?)\s*$/;
	}
	print $c "HTTP/1.1 100 Continue\r\n\r\n"
	    if ($head{expect} // '') =~ /100/;
	read $c, $body, $head{'content-length'} // 0;
	my ($path, $query) = split /\?/, $target, 2;
	for (split /&/, $query // '') {
		my ($k, $v) = split /=/, $_, 2;
		$q{$k} = $v;
	}
	$requests++;
	print STDERR "$method $target\n";
	my ($status, $answer) = reply($method, $path, \%q, \%head, $body);
	my $text = defined $answer ? $json->encode($answer) : '';
	print $c "HTTP/1.1 $status X\r\nContent-Type: application/json\r\n",
	    'Content-Length: ', length $text,
	    "\r\nConnection: close\r\n\r\n$text";
	close $c;
}
