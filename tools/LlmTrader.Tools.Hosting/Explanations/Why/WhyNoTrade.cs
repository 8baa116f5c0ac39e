using LlmTrader.Engine.Core;
using LlmTrader.Engine.Runtime;
using LlmTrader.Engine.Trading;
using LlmTrader.Persistence.Journal;
using LlmTrader.Strategies.Rules;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Tools.Hosting.Configuration;
using LlmTrader.Tools.Hosting.Recovery;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Explanations.Why;

/// <summary>
/// Follows one instrument through a window of a journal: bars, warm or not, each clause's truth, what risk refused, what was sent, what
/// was filled. The engine's own stages run once more from the journal's first event, with the rule sets interpreted, which decides the
/// same and can be looked into; snapshots hold the state of compiled ones and are of no use here.
/// </summary>
public sealed class WhyNoTrade
{
    private readonly JournaledRun _run;
    private readonly Instrument _instrument;
    private readonly WatchingCompiler _compiler;
    private readonly WindowRecords _records;
    private readonly InlineReplay _replay;
    private readonly int[] _activeIds;
    private readonly long[] _bars;
    private readonly long[] _blocked = new long[Enum.GetValues<RejectReason>().Length];
    private long _alreadyThere;
    private long _trades;
    private long _quotes;
    private long _gaps;
    private long? _first;
    private long? _last;

    /// <param name="journal">Its directory; the engine may be running on it.</param>
    /// <param name="symbol">The instrument, by symbol and venue, or by symbol where one venue has it.</param>
    /// <exception cref="RunException">The journal holds no run, or no such instrument.</exception>
    public WhyNoTrade(string journal, string symbol)
    {
        _run = JournaledRun.Open(journal);
        InstrumentTable instruments = _run.Options.Instruments;
        if (!instruments.TryFind(symbol, out Instrument? instrument)) { throw new RunException($"The journal has no instrument '{symbol}', or of more than one venue; it has {string.Join(", ", instruments.All.ToArray().Select(known => known.FullName))}."); }
        _instrument = instrument;
        RunConfiguration configuration = RunConfiguration.FromJson(_run.Directory.Manifest.Configuration);
        _compiler = new WatchingCompiler(new RuleSetCompiler(instruments, _run.Options.Bars.Specs, RuleBackEnd.Interpreted), instrument.Id);
        _records = new WindowRecords(instrument.Id, slot => slot.Value < _activeIds!.Length ? _activeIds[slot.Value] : -1);
        _replay = new InlineReplay(_run.Options, _compiler.Watch(configuration.CreateRuleSet(instruments, RuleBackEnd.Interpreted)), _records, _compiler);
        _activeIds = new int[_replay.Stages.Signals.Slots.Count];
        Array.Fill(_activeIds, -1);
        _bars = new long[_run.Options.Bars.Specs.Count];
        LookAtSlots();
    }

    /// <summary>Replays up to the window's end, once.</summary>
    /// <param name="from">Its begin; null for the journal's.</param>
    /// <param name="to">Its end, itself not within; null for the journal's.</param>
    /// <param name="slot">Only this slot's rule sets; null for all.</param>
    /// <param name="progress">Called now and then with how far it is, and how far it will go (0: not known); may throw to stop.</param>
    public WhyReport Answer(Timestamp? from, Timestamp? to, int? slot, Action<long, long> progress)
    {
        using JournalFollower journal = new(_run.Directory);
        using OneAhead events = new(journal);
        bool isOpen = false;
        Timestamp begin = Timestamp.MinValue;
        while (events.TryPeek(out Timestamp time) && (to is null || time < to))
        {
            if (!isOpen && (from is null || time >= from))
            {
                (isOpen, begin) = (true, time);
                Open();
            }

            _replay.TryStep(events);
            LookAtSlots();
            if (isOpen) { Count(in _replay.Last); }
            if (_replay.NextSequence % 65_536 == 0) { progress(_replay.NextSequence, journal.DurableSequence); }
        }

        _records.IsOpen = false;
        return Report(from ?? begin, to ?? _replay.Now, slot);
    }

    private void Open()
    {
        _compiler.BeginCounting();
        _records.IsOpen = true;
        _alreadyThere = _replay.Stages.Signals.Counts.AlreadyThere;
        _replay.Stages.Signals.Counts.Blocked.CopyTo(_blocked);
    }

    // Which sets decide changes by few events; which they are is told by the slots.
    private void LookAtSlots()
    {
        for (int i = 0; i < _activeIds.Length; i++)
        {
            RuleSetSlot slot = _replay.Stages.Signals.Slots[i];
            int id = slot.ActiveSetId;
            if (id == _activeIds[i]) { continue; }
            foreach (WatchedRuleSet other in _compiler.Sets.Where(set => set.IsActive && set.Slot == slot.Id)) { other.IsActive = false; }
            if (slot.Find(id)?.RuleSet is WatchedRuleSet active) { (active.Slot, active.SetId, active.IsActive) = (slot.Id, id, true); }
            _activeIds[i] = id;
        }
    }

    private void Count(in EngineEvent e)
    {
        _first ??= e.Sequence;
        _last = e.Sequence;
        for (int i = 0; i < e.ClosedBars.Count; i++)
        {
            ref readonly ClosedBar closed = ref _replay.Stages.ClosedBars.At(e.ClosedBars, i);
            if (closed.Instrument == _instrument.Id) { _bars[closed.Bar.Spec.Value]++; }
        }

        if (e.Instrument != _instrument.Id) { return; }
        switch (e.Kind)
        {
            case EventKind.Trade: _trades++; break;
            case EventKind.Quote: _quotes++; break;
            case EventKind.Gap: _gaps++; break;
            default: break;
        }
    }

    private WhyReport Report(Timestamp from, Timestamp to, int? slot)
    {
        SortedDictionary<RejectReason, long> blocked = [];
        foreach (RejectReason reason in Enum.GetValues<RejectReason>())
        {
            long count = _first is null ? 0 : _replay.Stages.Signals.Counts.Blocked[(int)reason] - _blocked[(int)reason];
            if (count > 0) { blocked.Add(reason, count); }
        }

        WhyReport report = new()
        {
            Symbol = _instrument.FullName,
            From = from.ToString(),
            To = to.ToString(),
            FirstSequence = _first,
            LastSequence = _last,
            Trades = _trades,
            Quotes = _quotes,
            Gaps = _gaps,
            Bars = _run.Options.Bars.Specs.Select((spec, i) => (Spec: spec.ToString(), Count: _bars[i])).ToDictionary(pair => pair.Spec, pair => pair.Count),
            TradingState = _replay.Stages.Risk.Gate.State,
            Killed = _replay.Stages.Risk.Gate.Kill.IsKilled,
            RuleSets = [.. _compiler.Sets.Where(set => set.Slot is { } of && (slot is null || of.Value == slot) && (set.IsActive || set.Bars > 0)).OrderBy(set => set.Slot!.Value.Value).Select(Describe)],
            BlockedBeforeRisk = blocked,
            AlreadyThere = _first is null ? 0 : _replay.Stages.Signals.Counts.AlreadyThere - _alreadyThere,
            Divergence = _replay.Divergence?.ToString(),
            Answer = "",
        };
        return report with { Answer = WhySentence.Of(report) };
    }

    private WhyRuleSet Describe(WatchedRuleSet set)
    {
        SetOrders orders = _records.Of(set.Slot!.Value, set.SetId);
        return new WhyRuleSet
        {
            Slot = set.Slot.Value.Value,
            SetId = set.SetId,
            Name = set.Name,
            Id = set.Id,
            Bars = set.Bars,
            Warm = set.Warm,
            WarmUpBars = set.WarmUpBars,
            MissingBars = set.Warm > 0 ? 0 : Math.Max(0, set.WarmUpBars - set.BarsKnown),
            Clauses = set.Clauses,
            Signals = set.Signals,
            PriceSignals = set.PriceSignals,
            Wanted = orders.Wanted,
            Refused = [.. orders.Refused.OrderByDescending(pair => pair.Value.Count).Select(pair => Describe(pair.Key, pair.Value.Count, pair.Value.Last))],
            Sent = orders.Sent,
            RefusedByVenue = orders.RefusedByVenue,
            Canceled = orders.Canceled,
            Expired = orders.Expired,
            Filled = orders.Filled,
            Fills = orders.Fills,
            Wishes = set.Wishes,
        };
    }

    private WhyRefusal Describe(RejectReason reason, long count, RiskVerdict? last)
    {
        if (last is not { } verdict) { return new WhyRefusal(reason, count, null, null, null); }
        RiskRuleKind kind = RiskValueText.KindOf(in verdict, _run.Options.Risk.Rules);
        string rule = verdict.RuleId < 0 ? $"limit {kind}" : $"rule {verdict.RuleId.ToString(System.Globalization.CultureInfo.InvariantCulture)} ({kind})";
        return new WhyRefusal(reason, count, rule, RiskValueText.Of(kind, verdict.Observed, _instrument), RiskValueText.Of(kind, verdict.Limit, _instrument));
    }

    /// <summary>Tells the next event's time before it is done, so that the window opens in front of it.</summary>
    private sealed class OneAhead(IJournalReader journal) : IJournalReader
    {
        private EngineEvent _next;
        private bool _hasNext;

        public bool TryPeek(out Timestamp time)
        {
            _hasNext = _hasNext || journal.TryRead(ref _next);
            time = _next.Time;
            return _hasNext;
        }

        public bool TryRead(ref EngineEvent e)
        {
            if (!TryPeek(out _)) { return false; }
            e = _next;
            _hasNext = false;
            return true;
        }

        public void Dispose()
        {
            // The journal is its opener's.
        }
    }
}
