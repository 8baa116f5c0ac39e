using System.Collections.Frozen;
using LlmTrader.Engine.Core;

namespace LlmTrader.Tools.Hosting.Admin.Events;

/// <summary>Which events a subscriber wants, of both streams of the journal.</summary>
internal sealed class EventFilter
{
    private const string All = "all", Market = "market";

    // Both streams have cash flows: what was told to the engine, and what it booked.
    private static readonly FrozenDictionary<string, EventKind> InNames = Enum.GetValues<EventKind>().Where(kind => kind != EventKind.None).ToFrozenDictionary(NameOf, kind => kind, StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenDictionary<string, OutKind> OutNames = Enum.GetValues<OutKind>().ToFrozenDictionary(NameOf, kind => kind, StringComparer.OrdinalIgnoreCase);

    private readonly bool[] _in = new bool[256];
    private readonly bool[] _out = new bool[256];
    private readonly bool[]? _instruments;

    private EventFilter(bool[]? instruments) => _instruments = instruments;

    public static string NameOf(EventKind kind) => kind == EventKind.CashFlow ? "cashFlowRequest" : Texts.Name(kind);

    public static string NameOf(OutKind kind) => Texts.Name(kind);

    /// <param name="kinds">Names with commas between, <c>market</c> or <c>all</c>; null for what has to do with orders, money and operators.</param>
    /// <param name="symbols">Names with commas between; null for all. Events without an instrument always pass.</param>
    /// <param name="instruments">The engine's.</param>
    public static EventFilter Parse(string? kinds, string? symbols, InstrumentTable instruments)
    {
        bool[]? wanted = null;
        if (symbols is not null)
        {
            wanted = new bool[instruments.Count];
            foreach (string symbol in Split(symbols)) { wanted[Texts.FindInstrument(instruments, symbol).Id.Value] = true; }
        }

        EventFilter filter = new(wanted);
        if (kinds is null)
        {
            Array.Fill(filter._out, true);
            filter.Add(EventKind.Kill, EventKind.KillReset, EventKind.TradingStateChange, EventKind.StrategyStateChange, EventKind.CancelAll, EventKind.CapitalShare, EventKind.RiskLimitChange, EventKind.RiskRuleChange, EventKind.Gap, EventKind.InstrumentStatus, EventKind.EpochStart);
            return filter;
        }

        foreach (string kind in Split(kinds)) { filter.Add(kind); }
        return filter;
    }

    public bool Keeps(in EngineEvent e) => _in[(byte)e.Kind] && KeepsInstrument(e.Instrument);

    public bool Keeps(in OutRecord record) => _out[(byte)record.Kind] && KeepsInstrument(record.Instrument);

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private bool KeepsInstrument(InstrumentId instrument) => _instruments is null || (uint)instrument.Value >= (uint)_instruments.Length || _instruments[instrument.Value];

    private void Add(params ReadOnlySpan<EventKind> kinds)
    {
        foreach (EventKind kind in kinds) { _in[(byte)kind] = true; }
    }

    private void Add(string kind)
    {
        if (kind == All)
        {
            Array.Fill(_in, true);
            Array.Fill(_out, true);
        }
        else if (kind == Market) { Add([.. Enum.GetValues<EventKind>().Where(known => known.IsMarketData())]); }
        else if (InNames.TryGetValue(kind, out EventKind input)) { _in[(byte)input] = true; }
        else if (OutNames.TryGetValue(kind, out OutKind output)) { _out[(byte)output] = true; }
        else { throw ProblemException.BadField("kinds", $"'{Texts.Short(kind)}' is no kind of event; known are all, market, {string.Join(", ", InNames.Keys.Concat(OutNames.Keys).Order(StringComparer.Ordinal))}."); }
    }
}
