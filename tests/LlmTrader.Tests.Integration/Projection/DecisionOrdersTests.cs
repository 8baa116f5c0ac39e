using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Ledger;
using LlmTrader.Persistence.Ledger.Strategist;
using LlmTrader.Tools.Hosting.Projections;
using Npgsql;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>From a fill to the decision that caused it and back, on a pair of journals whose every join is known: the engine's and the strategist's.</summary>
public sealed class DecisionOrdersTests(PostgresServer server) : IClassFixture<PostgresServer>, IDisposable
{
    private const int Events = 100;

    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Timestamp Start = Timestamp.FromUnixSeconds(1_737_331_200);
    private static readonly (SourceHash Hash, string Text) First = Source("name: first");
    private static readonly (SourceHash Hash, string Text) Second = Source("name: second");
    private static readonly (SourceHash Hash, string Text) Elsewhere = Source("name: staged in another engine's journal, where it was set 3");

    private readonly string _root = Directory.CreateTempSubdirectory("llmtrader-decided-").FullName;

    private string Strategist => Path.Combine(_root, "strategist");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [SkippableFact]
    public async Task Each_order_leads_to_the_decision_whose_candidate_decided_then_and_no_other_does()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        JournalDirectory journal = WriteEngine();
        WriteStrategist();
        string connection = server.CreateDatabase();
        LedgerOptions options = new() { ConnectionString = connection };
        PumpOptions pumping = new() { CatchUp = true, FailFast = true };
        await using (LedgerSink sink = new(options)) { await new ProjectionPump(journal, sink, pumping, _ => { }).RunAsync(None); }
        await using (StrategistSink sink = new(options))
        {
            using StrategistPump pump = new(Strategist, journal, sink, pumping, _ => { });
            await pump.RunAsync(None);
        }

        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);

        // Set 3 decides on 21–45 and 56–65, set 4 on 46–55 and 66–80; 15 is the configuration's, 27 another slot's, 28 a person's, 85 nobody's.
        Assert.Equal(
            ["d000001 25", "d000001 26", "d000001 45", "d000001 60", "d000002 50", "d000002 70"],
            await TextsAsync(source, "SELECT decision || ' ' || sequence FROM llmtrader.decision_orders ORDER BY decision, sequence"));
        Assert.Equal(["d000001 25 31"], await TextsAsync(source, $"SELECT decision || ' ' || (order_id >> {OrderId.IndexBits}) || ' ' || sequence FROM llmtrader.decision_fills"));
        Assert.Equal(["uid 1000 3 10 20", "uid 1000 3 10 55"], await TextsAsync(source, "SELECT DISTINCT approver || ' ' || set_id || ' ' || stage_sequence || ' ' || activate_sequence FROM llmtrader.decision_orders WHERE decision = 'd000001' ORDER BY 1"));
    }

    [SkippableFact]
    public async Task A_decision_in_a_row_tells_what_was_proposed_judged_and_done()
    {
        Skip.If(server.MissingBecause is not null, server.MissingBecause);
        JournalDirectory journal = WriteEngine();
        WriteStrategist();
        string connection = server.CreateDatabase();
        await using StrategistSink sink = new(new LedgerOptions { ConnectionString = connection });
        using StrategistPump pump = new(Strategist, journal, sink, new PumpOptions { CatchUp = true, FailFast = true }, _ => { });
        await pump.RunAsync(None);
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connection);
        Assert.Equal(
            [
                $"d000001 schedule 17 local 1 cross {First.Hash} true 2 1 true true true 0.125 true uid 1000 0 3 10 20 - activated",
                $"d000002 schedule 17 local 1 cross {Second.Hash} true 2 1 true true true 0.125 true uid 1000 0 4 40 - 55 rolled_back",
                "d000003 drawdown 18 local 1 cross 00 true 1 0 false - - - - - - - - - - kept",
                $"d000004 schedule 17 local 1 cross {Elsewhere.Hash} true 2 1 true true true 0.125 true uid 1000 0 3 10 20 - superseded",
            ],
            await TextsAsync(source, """
                SELECT concat_ws(' ', decision, trigger, seed, proposer, proposer_version, template, candidate_hash, compiled::text, trials, holdouts, accepted::text, coalesce(checked::text, '-'), coalesce(gate_passed::text, '-'),
                    coalesce(risk::text, '-'), coalesce(approved::text, '-'), coalesce(approver, '-'), coalesce(slot::text, '-'), coalesce(set_id::text, '-'), coalesce(stage_sequence::text, '-'), coalesce(activate_sequence::text, '-'),
                    coalesce(rollback_sequence::text, '-'), result)
                FROM llmtrader.strategist_decisions ORDER BY decision
                """));
    }

    private JournalDirectory WriteEngine()
    {
        JournalDirectory journal = JournalDirectory.Create(Path.Combine(_root, "journal"), new JournalManifest
        {
            ProgramVersion = "test",
            JournalId = "decided",
            CreatedAt = Start,
            Instruments = ScriptedRecords.Instruments,
            BarSpecs = [BarSpec.Parse("1m")],
            Configuration = JsonDocument.Parse("{}").RootElement,
        });
        using JournalWriter events = new(journal, new JournalWriterOptions { Preallocate = false });
        using OutJournalWriter records = new(journal, new JournalWriterOptions { Preallocate = false });
        for (long sequence = 0; sequence < Events; sequence++)
        {
            events.Append(Event(sequence));
            foreach (OutRecord record in Records(sequence)) { records.Append(in record); }
        }

        events.EndOfBatch();
        records.EndOfBatch();
        events.Complete();
        records.Complete();
        return journal;
    }

    private static EngineEvent Event(long sequence)
    {
        EngineEvent e = new() { Sequence = sequence, Time = TimeOf(sequence), Instrument = InstrumentId.None };
        switch (sequence)
        {
            case 10 or 40:
                e.Kind = EventKind.RuleSetStage;
                e.RuleSetStage = new RuleSetStage { SetId = sequence == 10 ? 3 : 4, Hash = sequence == 10 ? First.Hash : Second.Hash };
                break;
            case 31:
                e.Kind = EventKind.Report;
                e.Instrument = new InstrumentId(0);
                e.ReportSource = ReportSource.Venue;
                e.Report = new ExecutionReport { OrderId = OrderId.From(25, 0), LastPrice = new Price(5), LastQuantity = new Quantity(4), CumulativeQuantity = new Quantity(4), FeeCurrency = Currency.Parse("USDT"), Kind = ReportKind.Fill, Side = Side.Buy };
                break;
            default:
                e.Kind = EventKind.Trade;
                e.Instrument = new InstrumentId(0);
                e.Trade = new TradeTick { Price = new Price(5), Quantity = new Quantity(1), TradeId = sequence, Aggressor = Side.Buy };
                break;
        }

        return e;
    }

    private static IEnumerable<OutRecord> Records(long sequence)
    {
        (EventKind Change, int Set, RuleSetCode Code)? changed = sequence switch
        {
            10 => (EventKind.RuleSetStage, 3, RuleSetCode.None),
            20 => (EventKind.RuleSetActivate, 3, RuleSetCode.None),
            30 => (EventKind.RuleSetActivate, 9, RuleSetCode.UnknownSet),
            35 => (EventKind.RuleSetShadow, 4, RuleSetCode.UnknownSet),
            40 => (EventKind.RuleSetStage, 4, RuleSetCode.None),
            45 => (EventKind.RuleSetActivate, 4, RuleSetCode.None),
            55 or 65 => (EventKind.RuleSetRollback, 0, RuleSetCode.None),
            80 => (EventKind.RuleSetQuarantine, 4, RuleSetCode.Threw),
            _ => null,
        };
        if (changed is { } change) { yield return Record(sequence, OutKind.RuleSet) with { RuleSet = new RuleSetUpdate { SetId = change.Set, Change = change.Change, Code = change.Code } }; }
        if (sequence is 15 or 25 or 26 or 27 or 28 or 45 or 50 or 60 or 70 or 85)
        {
            StrategyId strategy = sequence switch { 27 => new StrategyId(1), 28 => StrategyId.Manual, _ => new StrategyId(0) };
            yield return Record(sequence, OutKind.Decision) with
            {
                Decision = new OrderCommand { OrderId = OrderId.From(sequence, 0), Instrument = new InstrumentId(0), Strategy = strategy, Price = new Price(5), Quantity = new Quantity(4), Action = CommandAction.New, Side = Side.Buy, Type = OrderType.Limit },
            };
        }
    }

    private static OutRecord Record(long sequence, OutKind kind) => new() { Sequence = sequence, Time = TimeOf(sequence), Kind = kind };

    // As the chain writes it: an answer that was lost is found out at the engine, and has no sequence.
    private void WriteStrategist()
    {
        using DecisionWriter writer = DecisionWriter.Open(Strategist);
        Write(writer, "d000001", First, set: 3, stage: 10, activate: 20, rollback: null, "activated");
        Write(writer, "d000002", Second, set: 4, stage: 40, activate: null, rollback: 55, "rolled_back");
        void Add(DecisionKind kind, JsonObject body) => Append(writer, "d000003", kind, body);
        Add(DecisionKind.Observation, new JsonObject { ["trigger"] = "drawdown", ["seed"] = "18", ["hash"] = "ab" });
        Add(DecisionKind.Proposal, Proposal("00", "name: third"));
        Add(DecisionKind.Compiled, Verdict(true));
        Add(DecisionKind.Trial, []);
        Add(DecisionKind.Acceptance, Verdict(false));
        Add(DecisionKind.Outcome, new JsonObject { ["result"] = "kept", ["reason"] = "acceptance: no" });
        Write(writer, "d000004", Elsewhere, set: 3, stage: 10, activate: 20, rollback: null, "superseded");
    }

    private static void Write(DecisionWriter writer, string decision, (SourceHash Hash, string Text) candidate, int set, long stage, long? activate, long? rollback, string result)
    {
        string hash = candidate.Hash.ToString();
        void Add(DecisionKind kind, JsonObject body) => Append(writer, decision, kind, body);
        Add(DecisionKind.Observation, new JsonObject { ["trigger"] = "schedule", ["seed"] = "17", ["hash"] = "ab" });
        Add(DecisionKind.Proposal, Proposal(hash, candidate.Text));
        Add(DecisionKind.Compiled, Verdict(true));
        Add(DecisionKind.Trial, []);
        Add(DecisionKind.Trial, []);
        Add(DecisionKind.HoldOut, []);
        Add(DecisionKind.Acceptance, Verdict(true));
        Add(DecisionKind.Check, Verdict(true));
        JsonObject gate = Verdict(true);
        gate["risk"] = 0.125;
        Add(DecisionKind.Gate, gate);
        Add(DecisionKind.Approval, new JsonObject { ["approved"] = true, ["hash"] = hash, ["by"] = "uid 1000", ["reason"] = "looks \0 right" });
        Add(DecisionKind.StageRequested, new JsonObject { ["hash"] = hash, ["slot"] = 0 });
        Add(DecisionKind.Staged, new JsonObject { ["hash"] = hash, ["set_id"] = set, ["sequence"] = stage, ["found"] = false });
        Add(DecisionKind.ActivateRequested, new JsonObject { ["hash"] = hash, ["set_id"] = set, ["share"] = 0.1 });
        Add(DecisionKind.Activated, new JsonObject { ["hash"] = hash, ["set_id"] = set, ["sequence"] = activate, ["found"] = activate is null });
        if (rollback is { } at)
        {
            Add(DecisionKind.RolledBack, new JsonObject { ["done"] = false, ["reason"] = "drawdown" });
            Add(DecisionKind.RolledBack, new JsonObject { ["done"] = true, ["result"] = result, ["sequence"] = at, ["hash"] = hash });
        }

        Add(DecisionKind.Outcome, new JsonObject { ["result"] = result, ["reason"] = "as it went" });
    }

    private static JsonObject Proposal(string hash, string text) => new() { ["source"] = text, ["hash"] = hash, ["proposer"] = "local", ["proposer_version"] = "1", ["template"] = "cross", ["parameters"] = new JsonObject() };

    private static JsonObject Verdict(bool passed) => new() { ["passed"] = passed, ["reasons"] = new JsonArray(passed ? [] : [JsonValue.Create("no")]), ["details"] = null };

    private static void Append(DecisionWriter writer, string decision, DecisionKind kind, JsonObject body) =>
        writer.Append(TimeOf(writer.Place.Sequence), decision, kind, Encoding.UTF8.GetBytes(body.ToJsonString()));

    private static (SourceHash, string) Source(string text) => (SourceHash.From(SHA256.HashData(Encoding.UTF8.GetBytes(text))), text);

    private static Timestamp TimeOf(long sequence) => new(Start.Nanoseconds + (sequence * 1_000_000_007));

    private static async Task<string[]> TextsAsync(NpgsqlDataSource source, string sql)
    {
#pragma warning disable CA2100 // The test's own texts.
        await using NpgsqlCommand command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> texts = [];
        while (await reader.ReadAsync()) { texts.Add(reader.GetString(0)); }
        return [.. texts];
    }
}
