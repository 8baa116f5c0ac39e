using System.Collections.Immutable;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Generation.Exposure;

/// <summary>What a generated rule set may be made of, by configuration: it is looked at as text, before anything runs. Null grants all.</summary>
public sealed record StaticLimits
{
    /// <summary>Full names of the instruments that it may trade and read.</summary>
    public IReadOnlySet<string>? Universe { get; init; }

    /// <summary>Names, as in <see cref="IndicatorCatalog"/>.</summary>
    public IReadOnlySet<string>? Indicators { get; init; }

    public IReadOnlySet<RuleOp>? Operators { get; init; }

    public IReadOnlySet<SizingKind>? Sizing { get; init; }

    /// <summary>Ranges by name; a parameter that is named here must lie within.</summary>
    public IReadOnlyDictionary<string, (double Minimum, double Maximum)> Parameters { get; init; } = new Dictionary<string, (double, double)>();

    /// <summary>Cost units a bar.</summary>
    public long MaxCost { get; init; } = Engine.Core.IRuleSet.DefaultCostBudget;

    public int MaxWarmUpBars { get; init; } = RuleLimits.Default.MaxLookBack;

    public int MaxInstruments { get; init; } = RuleLimits.Default.MaxInstruments;

    public int MaxEntries { get; init; } = 100;

    public bool MayShort { get; init; } = true;

    /// <summary>All that is not granted, in the order of this class; empty when nothing is.</summary>
    public ImmutableArray<LimitViolation> Check(RuleDocument document, RuleProgram program)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(program);
        ImmutableArray<LimitViolation>.Builder wrong = ImmutableArray.CreateBuilder<LimitViolation>();
        if (Universe is { } universe)
        {
            if (document.Universe.IsEmpty) { Add("universe", "it names no instruments, which is every one of the engine"); }
            foreach (string name in document.Universe.Where(name => !universe.Contains(name))) { Add("universe", $"'{name}' is not among the instruments that are granted"); }
            IEnumerable<string> read = program.Streams.Select(stream => stream.Instrument).Concat(program.Nodes.Select(node => node.Instrument)).OfType<string>();
            foreach (string name in read.Distinct().Order(StringComparer.Ordinal).Where(name => !universe.Contains(name))) { Add("of", $"it reads '{name}', which is not among the instruments that are granted"); }
        }

        if (Indicators is { } indicators)
        {
            foreach (string name in program.Indicators.Select(one => one.Definition.Name).Distinct().Order(StringComparer.Ordinal).Where(name => !indicators.Contains(name))) { Add("indicators", $"'{name}' is not granted"); }
        }

        if (Operators is { } operators)
        {
            foreach (RuleOp op in program.Nodes.Select(node => node.Op).Distinct().Order().Where(op => !operators.Contains(op))) { Add("operators", $"{op} is not granted"); }
        }

        SizingKind? sizing = document.Grid?.SizeKind ?? document.Sizing?.Kind;
        if (Sizing is { } kinds && sizing is { } kind && !kinds.Contains(kind)) { Add("sizing", $"{kind} is not granted"); }
        foreach (RuleParameter parameter in document.Parameters)
        {
            if (Parameters.TryGetValue(parameter.Name, out (double Minimum, double Maximum) range) && !(parameter.Default >= range.Minimum && parameter.Default <= range.Maximum))
            {
                Add($"params.{parameter.Name}", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{parameter.Default} is outside {range.Minimum} to {range.Maximum}"));
            }
        }

        AtMost("cost", program.Cost, MaxCost);
        AtMost("warm-up", program.WarmUpBars, MaxWarmUpBars);
        AtMost("universe", document.Universe.Length, MaxInstruments);
        AtMost("max_entries", document.Grid?.Levels ?? document.MaxEntries, MaxEntries);
        if (!MayShort && (document.EntryShort is not null || document.Grid is { Side: not GridSide.Buy })) { Add("entry_short", "short positions are not granted"); }
        return wrong.ToImmutable();

        void Add(string field, string text) => wrong.Add(new LimitViolation(field, text));

        void AtMost(string field, long value, long most)
        {
            if (value > most) { Add(field, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value} is more than {most}")); }
        }
    }
}

/// <param name="Field">Of the document, or what was counted.</param>
/// <param name="Text">What is wrong.</param>
public sealed record LimitViolation(string Field, string Text);
