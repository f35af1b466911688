#!/usr/bin/perl
# Verifies a mail from standard input as Mail::DKIM does; the TXT record of its key is the first argument. Prints its result.
use strict;
use warnings;
use Mail::DKIM::Verifier;
use Mail::DKIM::DNS;
use Net::DNS;

my $record = shift;
{
    no warnings 'redefine';
    *Mail::DKIM::DNS::query_async = sub {
        my ($name, $type, %asked) = @_;
        my @parts = $record =~ /.{1,255}/gs;
        my $answer = Net::DNS::RR->new(name => $name, type => 'TXT', txtdata => \@parts);
        return sub { $asked{Callbacks}{Success}->($answer) };
    };
}
my $verifier = Mail::DKIM::Verifier->new();
$verifier->load(*STDIN);
print $verifier->result_detail, "\n";
