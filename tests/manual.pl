# Runs the examples of the manual pages in a copy of the sample community:
# manual.pl FOLDER PAGE ...; prints TAP. With --write before the folder it
# puts what came out into the pages instead.
#
# An example is a line "$ COMMAND" in a literal display (in Markdown: between
# fences), continued by the next line while it ends in a backslash, "|" or "&&", or in an open quote.
# The lines after it, if any, are its output, with messages; a line "..."
# stands for any lines. Without output the status must be 0. What needs a
# network or files of the reader's own is skipped.
use strict;
use warnings;

my $write = @ARGV && $ARGV[0] eq '--write' && shift @ARGV;
my $folder = shift @ARGV;
my $n = 0;
my $bad = 0;
my $mdoc;

sub plain {
	my ($s) = @_;
	return $s unless $mdoc;
	$s =~ s/\\&//g;
	$s =~ s/\\\(aq/'/g;
	$s =~ s/\\\(dq/"/g;
	$s =~ s/\\(e|\(rs)/\\/g;
	return $s;
}

sub marked {
	my ($s) = @_;
	return $s unless $mdoc;
	$s =~ s/\\/\\e/g;
	$s =~ s/^([.'])/\\&$1/;
	return $s;
}

sub run {
	my ($command) = @_;
	open(my $in, '-|', 'sh', '-c',
	    'cd "$1" && exec 2>&1 </dev/null && eval "$2"', 'sh', $folder,
	    $command) or die "sh: $!";
	my @out = map { chomp; $_ } <$in>;
	close $in;
	return ($? >> 8 | $? & 127, @out);
}

sub same {
	my ($got, $want) = @_;
	my $re = join "\n", map { $_ eq '...' ? '(?s:.*)' : quotemeta } @$want;
	return join("\n", @$got) =~ /\A$re\z/;
}

sub unfinished {
	my ($s) = @_;
	my $quotes = () = $s =~ /'/g;
	return $s =~ /(\\|\||&&)$/ || $quotes % 2;
}

# Runs one example; returns the lines that it should show.
sub example {
	my ($where, $command, @want) = @_;
	$n++;
	if ($command =~ m{://|/var/|\bmail\b|\bsrun\b|^sudo |^make |^man }) {
		print "ok $n - $where: $command # SKIP not in the sample\n"
		    unless $write;
		return @want;
	}
	my ($status, @got) = run($command);
	if ($write) {
		warn "$where: status $status: $command\n" if $status && !@want;
		return @want && !same(\@got, \@want) ? @got : @want;
	}
	my $fine = @want ? same(\@got, \@want) : $status == 0;
	(my $shown = $command) =~ s/\n/ /g;
	$shown =~ s/#/\\#/g;
	print $fine ? '' : 'not ', "ok $n - $where: $shown\n";
	return if $fine;
	$bad++;
	print "# status $status, it shows:\n", map { "# $_\n" } @got;
	print "# the page shows:\n", map { "# $_\n" } @want;
}

for my $page (@ARGV) {
	open(my $in, '<', $page) or die "$page: $!";
	my @lines = map { chomp; $_ } <$in>;
	close $in;
	my ($literal, @out) = (0);
	$mdoc = $page !~ /\.md$/;
	for (my $i = 0; $i < @lines; $i++) {
		my $at = $i + 1;
		$literal = 1 if $lines[$i] =~ /^\.Bd .*-literal/;
		$literal = 0 if $lines[$i] eq '.Ed';
		$literal = !$literal if $lines[$i] =~ /^```/;
		push @out, $lines[$i];
		if ($lines[$i] =~ /^\.Dl \$ (.*)/) {
			example("$page:$at", plain($1));
			next;
		}
		next unless $literal && $lines[$i] =~ /^\$ (.*)/;
		my $command = plain($1);
		while (unfinished($command) && $i + 1 < @lines) {
			push @out, $lines[++$i];
			$command .= "\n" . plain($lines[$i]);
		}
		my @want;
		while ($lines[$i + 1] !~ /^(\.Ed|```)$/ && $lines[$i + 1] !~ /^\$ /) {
			push @want, plain($lines[++$i]);
		}
		pop @want while @want && $want[-1] eq '';
		my @shown = example("$page:$at", $command, @want);
		push @out, map { marked($_) } @shown if $write;
	}
	next unless $write;
	open(my $file, '>', $page) or die "$page: $!";
	print $file map { "$_\n" } @out;
	close $file or die "$page: $!";
}
print "1..$n\n" unless $write;
exit($bad ? 1 : 0);
