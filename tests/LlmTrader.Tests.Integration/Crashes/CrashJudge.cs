using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Tools.Hosting.Recovery;

namespace LlmTrader.Tests.Integration.Crashes;

/// <summary>
/// Replays what survives of a journal, once and inline, and says what it must have come to. It goes on from crash to crash: an event that
/// it has seen and that is gone later, or another one, would show.
/// </summary>
internal sealed class CrashJudge(JournalDirectory directory) : IOutJournal
{
    private readonly JournaledRun _run = CrashScene.Run(directory);
    private readonly Dictionary<long, int> _inputs = [];
    private readonly Dictionary<OrderId, int> _left = [];
    private readonly Dictionary<OrderId, long> _fills = [];
    private readonly HashSet<OrderId> _notSent = [];
    private readonly List<OutRecord> _records = [];
    private InlineReplay? _replay;
    private int _epoch = directory.Manifest.Epoch;

    /// <summary>The sequence that comes next.</summary>
    public long NextSequence => _replay?.NextSequence ?? 0;

    public ulong Hash => Replay.Stages.Hash.Combine();

    public string State => CrashScene.StateOf(Replay.Stages);

    /// <summary>Orders that left and are open.</summary>
    public int OpenOrders => Replay.Stages.Matching.GatewayOrders!.Count;

    /// <summary>Orders that never reached the venue.</summary>
    public int NotSent => _notSent.Count;

    public int Orders => _left.Count;

    public int Inputs => _inputs.Count;

    /// <summary>Which verdicts the crashes left.</summary>
    public List<RecoveryVerdict> Verdicts { get; } = [];

    private InlineReplay Replay => _replay ??= new InlineReplay(_run.Options, _run.CreateRuleSet(), this, _run.CreateCompiler());

    /// <summary>Takes in what a crash has left.</summary>
    public void OnCrash()
    {
        RecoveryInspection found = JournalRecovery.Inspect(directory);
        Verdicts.Add(found.Verdict);
        Assert.True(found.Verdict != RecoveryVerdict.Corruption, $"a kill alone left {found}");
        Assert.True(found.In.LastSequence + 1 >= NextSequence, $"sequence {NextSequence - 1} had survived a crash and is gone: {found}");
        using Tap journal = new(new JournalReader(directory, NextSequence));    // What is before may be pruned.
        while (NextSequence <= found.In.LastSequence)
        {
            Assert.True(Replay.TryStep(journal), $"the journal ends before {found.In.LastSequence}: {found}");
            Take(in journal.Last);
            Assert.True(Replay.Divergence is null, $"{Replay.Divergence}");
        }
    }

    /// <summary>Every input that was acknowledged is there once, and none twice.</summary>
    public void CheckInputs(IEnumerable<long> acknowledged)
    {
        foreach (long tag in acknowledged) { Assert.True(_inputs.ContainsKey(tag), $"input {tag} was acknowledged as durable and is gone"); }
        foreach ((long tag, int times) in _inputs) { Assert.True(times == 1, $"input {tag} is there {times} times"); }
    }

    /// <summary>The venue saw each order once, under its name, and none of which the journal does not know, or which it was told never came.</summary>
    public void CheckVenue(IReadOnlyList<string> log)
    {
        HashSet<string> seen = [];
        foreach (string text in log)
        {
            Assert.True(seen.Add(text), $"the venue got {text} twice");
            Assert.True(ClientOrderId.TryParse(text, out ClientOrderId id) && id.JournalId == directory.Manifest.JournalId, $"the venue got {text}");
            Assert.True(_left.TryGetValue(id.OrderId, out int epoch), $"order {id.OrderId} left before it was kept");
            Assert.True(epoch == id.Epoch, $"order {id.OrderId} of epoch {epoch} left as one of {id.Epoch}");
            Assert.False(_notSent.Contains(id.OrderId), $"order {id.OrderId} is called not sent, and the venue got it");
        }
    }

    /// <summary>After a quiet end: what is filled at the venue is filled here, and every order that left came or is known not to have.</summary>
    public void CheckEnd(IReadOnlyDictionary<string, long> fills)
    {
        Dictionary<OrderId, long> atVenue = fills.ToDictionary(pair => ClientOrderId.TryParse(pair.Key, out ClientOrderId id) ? id.OrderId : default, pair => pair.Value);
        foreach (OrderId id in _left.Keys)
        {
            Assert.True(atVenue.ContainsKey(id) != _notSent.Contains(id), $"order {id} is neither at the venue nor known not to be");
            (long there, long here) = (atVenue.GetValueOrDefault(id), _fills.GetValueOrDefault(id));
            Assert.True(there == here, $"order {id} has filled {there} at the venue and {here} here");
        }

        Assert.DoesNotContain(Replay.Stages.Matching.GatewayOrders!.Ids(), id => IsUnanswered(id));
    }

    /// <summary>The derived stream holds what the replay made, record by record, from what was pruned on.</summary>
    public void CheckOut()
    {
        int pruned = PruneRecord.Read(directory).Out is null ? 0 : _records.Count - RecordsInOut();
        Assert.True(pruned == 0 || _records[pruned - 1].Sequence <= PruneRecord.Read(directory).Out!.LastSequence, "The derived stream lacks more than was pruned.");
        using OutStreamComparer recorded = new(directory);
        foreach (OutRecord record in _records.Skip(pruned)) { recorded.Append(in record); }
        recorded.Complete();
        Assert.True(recorded.Difference is null, $"{recorded.Difference}");
        Assert.Equal(_records.Count - pruned, recorded.Compared);
    }

    private int RecordsInOut()
    {
        using OutJournalReader reader = new(directory);
        OutRecord record = default;
        int count = 0;
        while (reader.TryRead(ref record)) { count++; }
        return count;
    }

    public void Append(in OutRecord record)
    {
        _records.Add(record);
        if (record is { Kind: OutKind.Decision, Decision: { Action: CommandAction.New, Verdict: RejectReason.None } }) { _left.Add(record.Decision.OrderId, _epoch); }
    }

    public void EndOfBatch()
    {
    }

    public void Complete()
    {
    }

    private bool IsUnanswered(OrderId id) =>
        Replay.Stages.Matching.GatewayOrders!.TryGet(id, out GatewayOrder order) && (OrderStateMachine.IsPending(order.State.Status) || order.State.Status is OrderStatus.PendingNew or OrderStatus.Unknown);

    private void Take(in EngineEvent e)
    {
        if (OperatorLink.TryTag(in e, out long tag)) { _inputs[tag] = _inputs.GetValueOrDefault(tag) + 1; }
        if (e.Kind == EventKind.EpochStart)
        {
            Assert.True(e.EpochStart.Epoch > _epoch, $"epoch {e.EpochStart.Epoch} comes behind {_epoch}");
            _epoch = e.EpochStart.Epoch;
        }

        if (e is not { Kind: EventKind.Report, ReportSource: ReportSource.Gateway }) { return; }
        if (e.Report.Kind == ReportKind.NotSent) { Assert.True(_notSent.Add(e.Report.OrderId)); }
        if (e.Report.Kind == ReportKind.Fill) { _fills[e.Report.OrderId] = _fills.GetValueOrDefault(e.Report.OrderId) + e.Report.LastQuantity.Raw; }
    }

    /// <summary>Shows what the replay reads.</summary>
    private sealed class Tap(IJournalReader journal) : IJournalReader
    {
        private EngineEvent _last;

        public ref EngineEvent Last => ref _last;

        public bool TryRead(ref EngineEvent next)
        {
            if (!journal.TryRead(ref next)) { return false; }
            _last = next;
            return true;
        }

        public void Dispose() => journal.Dispose();
    }
}
