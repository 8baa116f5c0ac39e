using LlmTrader.Engine.Core;
using LlmTrader.Feeds.Replay;

namespace LlmTrader.Tests.Unit.Runtime;

public sealed class ReplayFeedTests
{
    [Fact]
    public void A_journals_market_data_come_back_and_what_the_engine_made_is_passed_over()
    {
        FakeJournal journal = new();
        EventKind[] kinds =
        [
            EventKind.Trade, EventKind.Timer, EventKind.Quote, EventKind.Report, EventKind.HashCheckpoint, EventKind.Bar, EventKind.Command,
            EventKind.RiskLimitChange, EventKind.TradingStateChange, EventKind.Gap, EventKind.Trade,
        ];
        for (int i = 0; i < kinds.Length; i++) { journal.Append(new EngineEvent { Kind = kinds[i], Sequence = i, Time = RuntimeWorld.At(i) }); }

        using JournalFeed feed = new(journal.Read());
        Assert.Equal([0L, 2, 5, 9, 10], ReadAll(feed).Select(e => e.Sequence));
        Assert.Equal(kinds.Length, feed.EventsRead);
    }

    private static List<EngineEvent> ReadAll(IMarketDataSource source)
    {
        List<EngineEvent> all = [];
        EngineEvent next = default;
        while (source.TryRead(ref next)) { all.Add(next); }
        return all;
    }
}
