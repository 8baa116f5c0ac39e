using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class StateHashLedgerTests
{
    [Fact]
    public void The_last_sequence_of_each_interval_is_noted()
    {
        StateHashLedger ledger = new(16, ringCapacity: 64);
        Assert.Equal([15, 31, 47], Enumerable.Range(0, 50).Where(sequence => ledger.IsNoted(At(sequence))));
    }

    [Fact]
    public void A_checkpoint_combines_what_each_stage_noted_for_its_boundary()
    {
        StateHashLedger ledger = new(16, ringCapacity: 64);
        StateHash first = new() { Bars = 1, Signals = 2, Risk = 3, Matching = 4, Accounts = 5 };
        StateHash second = first with { Risk = 33 };
        ledger.At(new EngineEvent { Sequence = 15 }) = first;
        ledger.At(new EngineEvent { Sequence = 31 }) = second;   // The first stages are ahead.

        Assert.Equal((15, first.Combine()), (ledger.Checkpoint(At(15)).UpTo, ledger.Checkpoint(At(15)).Hash));
        Assert.Equal((31, second.Combine()), (ledger.Checkpoint(At(31)).UpTo, ledger.Checkpoint(At(31)).Hash));
        Assert.NotEqual(first.Combine(), second.Combine());
    }

    [Fact]
    public void A_stage_that_is_ahead_leaves_the_end_of_an_earlier_run_alone()
    {
        StateHashLedger ledger = new(16, ringCapacity: 64);
        StateHash end = new() { Bars = 1, Signals = 2, Risk = 3, Matching = 4, Accounts = 5 };
        ledger.At(Checkpoint(sequence: 21, upTo: 20)) = end;
        ledger.At(Checkpoint(sequence: 25, upTo: 24)) = end with { Bars = 6 };   // Of the run behind it,
        ledger.At(At(31)) = end with { Bars = 7 };                              // and the interval's own.
        Assert.Equal(end.Combine(), ledger.Checkpoint(Checkpoint(sequence: 21, upTo: 20)).Hash);
    }

    [Fact]
    public void A_checkpoint_of_everything_before_it_is_the_final_one()
    {
        StateHashLedger ledger = new(16, ringCapacity: 64);
        Assert.True(ledger.IsFinal(Checkpoint(sequence: 21, upTo: 20)));
        Assert.Equal(20, ledger.Checkpoint(Checkpoint(sequence: 21, upTo: 20)).UpTo);
        Assert.False(ledger.IsFinal(Checkpoint(sequence: 16, upTo: 15)));   // A regular one that came at once.
        Assert.False(ledger.IsFinal(Checkpoint(sequence: 21, upTo: 15)));   // A regular one that came later.
        Assert.True(ledger.IsFinal(Checkpoint(sequence: 0, upTo: -1)));     // Of a run without events.
    }

    [Theory]
    [InlineData(17, 64)]
    [InlineData(16, 128)]
    public void An_interval_that_the_ring_can_overrun_is_refused(int interval, int ring) =>
        Assert.Throws<ArgumentException>(() => new StateHashLedger(interval, ring));

    private static EngineEvent At(long sequence) => new() { Kind = EventKind.Trade, Sequence = sequence };

    private static EngineEvent Checkpoint(long sequence, long upTo) => new()
    {
        Kind = EventKind.HashCheckpoint,
        Sequence = sequence,
        Checkpoint = new HashCheckpoint { UpTo = upTo },
    };
}
