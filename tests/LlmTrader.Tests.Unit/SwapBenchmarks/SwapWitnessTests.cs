using LlmTrader.Engine.Core;
using LlmTrader.Perf.Latency.Swap;

namespace LlmTrader.Tests.Unit.SwapBenchmarks;

public sealed class SwapWitnessTests
{
    private readonly SwapWitness _witness = new(instruments: 2, new HotThread("signals"));

    [Fact]
    public void Bars_that_are_decided_on_once_each_by_versions_that_saw_them_all_are_in_order()
    {
        _witness.Decide(1, Bar(10), received: default);
        _witness.Decide(1, Bar(10, instrument: 1), received: default);
        _witness.Decide(2, Bar(20), received: new Timestamp(10));
        Assert.Null(_witness.Problem);
        Assert.Equal((3, 2), (_witness.Decided, _witness.Deciders));
        Assert.Equal((20, 10), (_witness.TradesOf(0), _witness.TradesOf(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_bar_that_is_decided_on_twice_is_found_whoever_does(int second)
    {
        _witness.Decide(1, Bar(10), received: default);
        _witness.Decide(second, Bar(10), received: new Timestamp(10));
        Assert.StartsWith($"version {second} decides on the bar", _witness.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_missed_a_bar_is_found_when_it_decides()
    {
        _witness.Decide(1, Bar(10), received: default);
        _witness.Decide(1, Bar(20), received: new Timestamp(10));
        _witness.Decide(2, Bar(30), received: new Timestamp(10));
        Assert.StartsWith("version 2 decides on the bar", _witness.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thread_that_allocates_is_found_once_armed()
    {
        HotThread thread = new("hot");
        for (int i = 0; i < 128; i++) { thread.Pass(); }
        long? unarmed = thread.Bytes;
        thread.Arm();
        for (int i = 0; i < 64; i++) { thread.Pass(); }
        long? quiet = thread.Bytes;
        byte[] garbage = new byte[1_000];
        for (int i = 0; i < 64; i++) { thread.Pass(); }
        Assert.Equal((null, 0L), (unarmed, quiet));
        Assert.InRange(thread.Bytes!.Value, garbage.Length, garbage.Length + 100);
    }

    private static ClosedBar Bar(long open, int instrument = 0) =>
        new() { Instrument = new InstrumentId(instrument), Bar = new Bar { OpenTime = new Timestamp(open), TradeCount = 10 } };
}
