using System.Text;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Chain;

namespace LlmTrader.Tools.Hosting.Strategist.Ledger;

/// <summary>
/// The strategist's journal as its parts see it: the chain's records, and the ledgers of trials and hold-outs, whose entries are synced
/// before a candidate is scored or a hold-out opened. Safe for many threads.
/// </summary>
public sealed class StrategistJournal : IChainJournal, ITrialLedger, IHoldOut, IDisposable
{
    private readonly Lock _lock = new();
    private readonly DecisionWriter _writer;
    private readonly Func<Timestamp> _clock;
    private readonly TrialBook _trials = new();
    private readonly HoldOutBook _holdOuts = new();
    private readonly List<DecisionRecord> _records = [];
    private string _decision = "d000000";

    private StrategistJournal(string directory, Func<Timestamp> clock)
    {
        _clock = clock;
        _writer = DecisionWriter.Open(directory, Fold);
        State = ChainState.Of(_records.Select(ToChain));
    }

    /// <summary>What the chain knew at the opening.</summary>
    public ChainState State { get; }

    /// <summary>What a crash had left half written, and the opening has cut off; null when there was nothing.</summary>
    public TornTail? Cut => _writer.Cut;

    /// <summary>Every record, oldest first, calls of models without what was sent and came back; those that others read at the same time are not lost.</summary>
    public IReadOnlyList<DecisionRecord> Records
    {
        get { lock (_lock) { return [.. _records]; } }
    }

    /// <summary>Opens it for writing and folds all that is in it.</summary>
    /// <param name="directory">The journal's.</param>
    /// <param name="clock">The time of the ledgers' records.</param>
    /// <exception cref="DecisionCorruptException">It is not what was written, or can't be what a strategist wrote.</exception>
    /// <exception cref="Persistence.Journal.Platform.JournalInUseException">Another strategist works on it.</exception>
    /// <exception cref="Persistence.Journal.Platform.JournalIOException">The disk refuses.</exception>
    public static StrategistJournal Open(string directory, Func<Timestamp> clock) => new(directory, clock);

    public ChainRecord Append(Timestamp now, string decision, string kind, JsonObject body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!DecisionKinds.TryParse(kind, out DecisionKind known)) { throw new ArgumentException($"A strategist's journal has no records '{kind}'.", nameof(kind)); }
        lock (_lock)
        {
            if (known == DecisionKind.Observation) { _decision = decision; }
            DecisionRecord record = _writer.Append(now, decision, known, Encoding.UTF8.GetBytes(body.ToJsonString()));
            _records.Add(Kept(record));
            return ToChain(record);
        }
    }

    public void Begin(DataWindow window, string candidateHash)
    {
        lock (_lock)
        {
            if (_trials.Has(window, candidateHash)) { return; }
            Append(_clock(), _decision, ChainKinds.Trial, LedgerRecords.Trial(window, candidateHash));
            _trials.Begin(window, candidateHash);
        }
    }

    public long Count(DataWindow window) => _trials.Count(window);

    public HoldOutUse? Take(HoldOutUse use)
    {
        lock (_lock)
        {
            if (_holdOuts.Find(use) is { } earlier) { return earlier; }
            Append(_clock(), _decision, ChainKinds.HoldOut, LedgerRecords.HoldOut(use));
            return _holdOuts.Take(use);
        }
    }

    public void Dispose() => _writer.Dispose();

    private void Fold(DecisionRecord record)
    {
        _records.Add(Kept(record));
        if (record.Kind is DecisionKind.ModelCall or DecisionKind.ModelRequest) { return; }    // It may belong to no decision.
        _decision = record.Decision;
        if (record.Kind == DecisionKind.Trial) { _trials.Begin(LedgerRecords.Window(record.Body), LedgerRecords.Hash(record.Body)); }
        if (record.Kind == DecisionKind.HoldOut) { _holdOuts.Take(LedgerRecords.HoldOut(record.Body)); }
    }

    // For as long as the process runs: what was sent to models and came back is in the file.
    private static DecisionRecord Kept(DecisionRecord record) => record.Kind == DecisionKind.ModelCall ? ModelCallRecord.WithoutBodies(record) : record;

    private static ChainRecord ToChain(DecisionRecord record) => new(record.Time, record.Decision, DecisionKinds.Name(record.Kind), record.Body);
}
