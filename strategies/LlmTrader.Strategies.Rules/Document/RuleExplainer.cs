using System.Globalization;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Execution;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>Says in English what a rule set does, what it reads, how long it warms up and what it costs.</summary>
internal sealed class RuleExplainer
{
    private readonly RuleDocument _document;
    private readonly RuleProgram _program;
    private readonly StringBuilder _text = new();

    private RuleExplainer(RuleDocument document, RuleProgram program) => (_document, _program) = (document, program);

    public static string Explain(RuleDocument document, RuleProgram program)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(program);
        var explainer = new RuleExplainer(document, program);
        explainer.Head();
        explainer.Decisions();
        explainer.Names();
        explainer.Reads();
        explainer.Needs();
        return explainer._text.ToString();
    }

    private void Head()
    {
        string where = _document.Universe.IsEmpty ? "every instrument" : string.Join(", ", _document.Universe);
        Line($"{_document.Name} decides at the close of each {Bars(_document.Bar)} of {where}.");
        foreach (string line in _document.Description.Split('\n', StringSplitOptions.RemoveEmptyEntries)) { Line($"  {line}"); }
    }

    private void Decisions()
    {
        Line("");
        Line("What it does");
        Clause("Buys to open a long position when", _document.EntryLong);
        Clause("Closes the long position when", _document.ExitLong);
        Clause("Sells to open a short position when", _document.EntryShort);
        Clause("Closes the short position when", _document.ExitShort);
        if (_document.Sizing is { } sizing) { Line($"  Size: {Size(sizing)}."); }
        if (_document.StopLoss is { } stop) { Line($"  Stop loss: {Price(stop, "against the entry price")}{Frozen(stop)}."); }
        if (_document.TakeProfit is { } profit) { Line($"  Take profit: {Price(profit, "beyond the entry price")}{Frozen(profit)}."); }
        if (_document.TrailingStop is { } trailing) { Line($"  Trailing stop: {Price(trailing, "behind the best price since the entry")}{Frozen(trailing)}."); }
        if (_document.TimeStopBars > 0) { Line($"  Closes after {Count(_document.TimeStopBars, "bar")} in any case."); }
        if (_document.Grid is { } grid) { Grid(grid); }
        Line(_document.Grid is not null ? $"  Orders: limits at the levels{(_document.StopLoss is null && _document.TakeProfit is null && _document.TrailingStop is null && _document.TimeStopBars == 0 ? "" : "; what closes everything goes at market")}."
            : _document.Order.LimitOffset is { } offset
            ? $"  Orders: a limit {Price(offset, "on the better side of the close")}, cancelled after {Count(_document.Order.TimeOutBars, "bar")}."
            : "  Orders: at market.");
        if (_document.CooldownBars > 0) { Line($"  After a position is closed it waits {Count(_document.CooldownBars, "bar")} before a new entry."); }
        if (_document.MaxEntries > 1) { Line($"  It enters up to {_document.MaxEntries} times into one position."); }
        Line(_document.HandOver == HandOver.Adopt
            ? "  Positions of the version before are taken over."
            : "  Positions of the version before are closed first.");
    }

    private void Clause(string what, Expression? clause)
    {
        if (clause is null) { return; }
        Line($"  {what}");
        foreach (Expression part in Parts(clause)) { Line($"    {(part == FirstPart(clause) ? "" : "and ")}{part}"); }
    }

    private void Grid(GridRule grid)
    {
        string side = grid.Side switch
        {
            GridSide.Buy => "buys below the close and sells each level one step higher",
            GridSide.Sell => "sells above the close and buys each level back one step lower",
            _ => "buys below and sells above the close, and closes each level one step back",
        };
        Line($"  Grid: {Count(grid.Levels, "level")}, {Price(grid.Spacing, "apart")}; {side}; {Amount(grid.SizeKind, grid.Size)} per level.");
    }

    private void Names()
    {
        if (_document.Parameters.IsEmpty && _document.Let.IsEmpty) { return; }
        Line("");
        Line("Names");
        foreach (RuleParameter parameter in _document.Parameters)
        {
            string range = parameter.Minimum == parameter.Maximum ? "" : $" ({NumberText.Format(parameter.Minimum)} to {NumberText.Format(parameter.Maximum)})";
            Line($"  {parameter.Name} = {NumberText.Format(parameter.Default)}{range}");
        }

        foreach (RuleLet let in _document.Let) { Line($"  {let.Name} = {let.Value}"); }
    }

    private void Reads()
    {
        Line("");
        Line("What it reads");
        for (int i = 0; i < _program.Streams.Length; i++)
        {
            StreamKey stream = _program.Streams[i];
            string read = string.Join(", ", FieldsOf(i));
            Line($"  {Bars(stream.Bar)}s of {stream.Instrument ?? "the instrument itself"}{(read.Length == 0 ? "" : $": {read}")}");
        }

        foreach (IndicatorInstance indicator in _program.Indicators)
        {
            string parameters = string.Join(", ", indicator.Definition.Parameters.Zip(indicator.Parameters, (p, value) => $"{p.Name} {NumberText.Format(value)}"));
            string over = indicator.Stream == 0 ? "" : $" over {_program.Streams[indicator.Stream]}";
            Line($"  {indicator.Definition.Name}{(parameters.Length == 0 ? "" : $" ({parameters})")}{over}: {indicator.Definition.Summary}, defined after {Count(indicator.WarmUp, "bar")}");
        }

        foreach (RuleNode node in _program.Nodes.Where(node => node.Op == RuleOp.Variable))
        {
            RuleWord word = RuleVocabulary.Variables[node.Argument];
            Line($"  {word.Name}{(node.Instrument is null ? "" : $" of {node.Instrument}")}: {word.Summary}");
        }

        Zones();
    }

    // Which clock the times are of; a name without its venue could be anywhere.
    private void Zones()
    {
        bool readsTime = _program.Nodes.Any(node => node.Op == RuleOp.Variable && node.Argument is >= (int)RuleVariable.Hour and <= (int)RuleVariable.SessionPhase);
        if (!readsTime) { return; }
        string[] names = [.. _document.Universe.Concat(_program.Streams.Select(stream => stream.Instrument).OfType<string>()).Where(name => name.Contains('.', StringComparison.Ordinal)).Distinct()];
        string known = string.Join("; ", names.GroupBy(name => VenueClock.Of(name[(name.LastIndexOf('.') + 1)..]).Zone).Select(zone => $"{zone.Key} for {string.Join(", ", zone)}"));
        bool isAll = !_document.Universe.IsEmpty && _document.Universe.All(name => name.Contains('.', StringComparison.Ordinal));
        const string Others = "Asia/Shanghai for venues in China (SSE, SZSE, BSE), America/New_York for those in the United States (XNYS, XNAS, ARCX), UTC for every other venue";
        Line($"  Time zone: {(isAll ? known : Others)}; holidays are not known");
    }

    // Indicators over bars read what they like of them.
    private IEnumerable<string> FieldsOf(int stream) =>
        _program.Indicators.Any(i => i.Stream == stream && i.Definition.Inputs is (IndicatorInputs.Bar or IndicatorInputs.SeriesAndBar))
            ? ["all of the bar"]
            : _program.Nodes.Where(node => node.Stream == stream && node.Op == RuleOp.Bar).Select(node => RuleVocabulary.Fields[node.Argument].Name);

    private void Needs()
    {
        Line("");
        Line("What it needs");
        Line($"  Warm-up: {Count(_program.WarmUpBars, $"{_document.Bar} bar")}; it looks back over {Count(_program.LookBackBars, "bar")} at most.");
        Line($"  Cost: {Count(_program.Cost, "unit")} an evaluation of the {IRuleSet.DefaultCostBudget.ToString("N0", CultureInfo.InvariantCulture)} that an engine allows unless told otherwise, {Count(_program.Nodes.Length, "operation")}, {Count(_program.Indicators.Length, "indicator")}, {Count(_program.StateValues, "value")} kept for each instrument.");
    }

    private static string Size(SizingRule sizing) => sizing.Kind switch
    {
        SizingKind.VolatilityTarget => $"so that its volatility is {sizing.Size} percent of equity a year, measured over {Count(sizing.VolatilityBars, "bar")}, at most {NumberText.Format(sizing.MaxLeverage)} times equity; taken at the entry and not adjusted while the position is open",
        SizingKind.RiskPerTrade => $"so that the stop loss costs {sizing.Size} percent of equity",
        _ => Amount(sizing.Kind, sizing.Size),
    };

    private static string Amount(SizingKind kind, Expression size) => kind switch
    {
        SizingKind.Quantity => $"{size} units of the base asset",
        SizingKind.Notional => $"{size} of the quote currency",
        _ => $"{size} percent of equity",
    };

    private static string Price(PriceRule rule, string relation) => rule.Kind switch
    {
        PriceRuleKind.Percent => $"{rule.Value} percent {relation}",
        PriceRuleKind.Distance => $"{rule.Value} in price {relation}",
        _ => $"at the price {rule.Value}",
    };

    // A percentage that never changes has nothing to freeze.
    private static string Frozen(PriceRule rule) =>
        rule.Kind == PriceRuleKind.Price ? ", computed anew at each bar"
        : rule.Value is NumberLiteral ? "" : ", as it was at the bar of the entry";

    private static string Bars(BarSpec bar) => $"{bar} bar";

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static IEnumerable<Expression> Parts(Expression clause) =>
        clause is BinaryExpression { Op: RuleOp.And } and ? Parts(and.Left).Concat(Parts(and.Right)) : [clause];

    private static Expression FirstPart(Expression clause) => clause is BinaryExpression { Op: RuleOp.And } and ? FirstPart(and.Left) : clause;

    private void Line(string line) => _text.Append(line).Append('\n');
}
