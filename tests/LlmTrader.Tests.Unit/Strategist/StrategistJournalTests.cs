using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Tests.Unit.Backtests;
using LlmTrader.Tools.Hosting.Strategist.Ledger;

namespace LlmTrader.Tests.Unit.Strategist;

/// <summary>Trials and hold-outs are on the disk before they count, and count after whatever ends the process.</summary>
public sealed class StrategistJournalTests : IDisposable
{
    private static readonly Timestamp Now = Timestamp.FromUnixSeconds(1_795_262_400);
    private static readonly DataWindow Window = new("data", ["BTCUSDT.SIM"], new HistoryWindow(Timestamp.FromUnixSeconds(0), Timestamp.FromUnixSeconds(100)));
    private static readonly DataWindow Overlapping = new("grown", ["BTCUSDT.SIM"], new HistoryWindow(Timestamp.FromUnixSeconds(50), Timestamp.FromUnixSeconds(150)));

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_trial_is_written_before_it_counts_once_and_for_good()
    {
        using (StrategistJournal journal = Open())
        {
            journal.Begin(Window, "a");
            journal.Begin(Window, "a");
            Assert.Single(DecisionReader.All(_directory.Path), record => record.Kind == DecisionKind.Trial);
            journal.Begin(Window, "b");
            Assert.Equal(2, journal.Count(Overlapping));
        }

        using StrategistJournal again = Open();
        Assert.Equal(2, again.Count(Window));
        again.Begin(Overlapping, "b");
        Assert.Equal(2, again.Count(Window));    // The same candidate again, on data that is partly the same.
        Assert.Equal(3, DecisionReader.All(_directory.Path).Count());
    }

    [Fact]
    public void A_hold_out_is_opened_once_over_restarts()
    {
        HoldOutUse use = new("template:cross", "a", Window);
        using (StrategistJournal journal = Open()) { Assert.Null(journal.Take(use)); }
        using StrategistJournal again = Open();
        Assert.Equal("a", again.Take(new HoldOutUse("template:cross", "b", Overlapping))?.CandidateHash);
        Assert.Null(again.Take(new HoldOutUse("template:other", "c", Overlapping)));
        Assert.Equal(2, DecisionReader.All(_directory.Path).Count(record => record.Kind == DecisionKind.HoldOut));
    }

    [Fact]
    public void Trials_of_many_threads_are_records_of_the_decision_under_way()
    {
        using StrategistJournal journal = Open();
        journal.Append(Now, "d000001", ChainKinds.Observation, new JsonObject { ["hash"] = "x", ["seed"] = "1" });
        Parallel.For(0, 40, index => journal.Begin(Window, $"{index % 20}"));
        Assert.Equal(20, journal.Count(Window));
        Assert.Null(DecisionVerification.Of(_directory.Path).Fault);
        Assert.All(DecisionReader.All(_directory.Path), record => Assert.Equal("d000001", record.Decision));
    }

    [Fact]
    public void What_the_chain_knew_is_folded_at_the_opening()
    {
        using (StrategistJournal journal = Open())
        {
            journal.Append(Now, "d000001", ChainKinds.Observation, new JsonObject { ["trigger"] = "test", ["hash"] = "x", ["seed"] = "18446744073709551615" });
            journal.Append(Now, "d000001", ChainKinds.Proposal, new JsonObject { ["source"] = "rules", ["hash"] = "h", ["proposer"] = "local/tpe", ["proposer_version"] = "1" });
        }

        using StrategistJournal again = Open();
        Assert.Equal((DecisionStage.Compile, ulong.MaxValue, "rules"), (again.State.Current!.Stage, again.State.Current.Seed, again.State.Current.Proposal!.Source));
    }

    private StrategistJournal Open() => StrategistJournal.Open(_directory.Path, () => Now);
}
