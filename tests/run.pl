#!/usr/bin/perl
# Runs the test files given and counts assertions: N passed, N failed.
use strict;
use warnings;
use File::Temp;
use TAP::Harness;

# Records that the tests make are kept for the schema test, which is last.
my $records = File::Temp->newdir;
$ENV{CM_TEST_RECORDS} = "$records";
my @last = grep { m{/schema\.t$} } @ARGV;
my @first = grep { !m{/schema\.t$} } @ARGV;
my $harness = TAP::Harness->new({
	jobs => $ENV{CM_TEST_JOBS} // 2, timer => 1, failures => 1, comments => 1, exec => [],
	verbosity => $ENV{CM_TEST_VERBOSE} // 0, merge => 0,
});
my ($passed, $failed, $skipped) = (0, 0, 0);
for my $set (\@first, \@last) {
	next unless @$set;
	my $sum = $harness->runtests(@$set);
	$skipped += $sum->skipped;
	$passed += $sum->passed - $sum->skipped;
	$failed += $sum->failed;
	# A file that broke off or counted wrong is a failure of its own.
	$failed += grep { my ($p) = $sum->parsers($_);
		!$p->failed && ($p->exit || $p->parse_errors) } @$set;
}
print "$skipped skipped\n" if $skipped;
print "$passed passed, $failed failed\n";
exit($failed ? 1 : 0);
