using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>What came of reading a document.</summary>
/// <param name="Document">As far as it could be read; null when it is no document at all.</param>
/// <param name="Program">Null when there are errors.</param>
/// <param name="Diagnostics">Errors and warnings by place in the file.</param>
public sealed record RuleReading(RuleDocument? Document, RuleProgram? Program, IReadOnlyList<RuleDiagnostic> Diagnostics)
{
    /// <summary>It can run; there may be warnings.</summary>
    public bool IsValid => Program is not null;
}

/// <summary>Checks a document as a whole and makes its program.</summary>
public static class RuleCompiler
{
    /// <summary>Compiles a document, e.g. one with other parameter values. Never throws on any content.</summary>
    public static RuleReading Compile(RuleDocument document, RuleLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        var diagnostics = new DiagnosticBag(document.Source, limits ?? RuleLimits.Default);
        RuleProgram? program = Compile(document, diagnostics);
        return new RuleReading(document, program, diagnostics.ToList());
    }

    internal static RuleProgram? Compile(RuleDocument document, DiagnosticBag diagnostics)
    {
        var table = new NodeTable(diagnostics.Limits);
        table.Stream(null, document.Bar);
        var names = new RuleNames();
        foreach (RuleParameter parameter in document.Parameters) { names.AddParameter(parameter.Name, parameter.Default); }
        foreach (RuleLet let in document.Let) { names.AddLet(let.Name, let.Value); }

        var checker = new ExpressionChecker(table, names, diagnostics);
        var slots = new List<RuleSlot>();
        foreach (RuleLet let in document.Let)
        {
            int node = checker.CheckLet(let.Name, let.Value);
            if (node != ExpressionChecker.Wrong) { slots.Add(new RuleSlot(let.Name, node)); }
        }

        var roots = new List<RuleRoot>();
        var places = new List<RootPlace>();
        foreach (ClauseField clause in ClauseField.Of(document))
        {
            diagnostics.Field = clause.Path;
            int node = checker.Check(clause.Value, clause.Type);
            if (node == ExpressionChecker.Wrong) { continue; }
            CheckConstant(clause, table[node], diagnostics);
            places.Add(new RootPlace(roots.Count, clause.Path, clause.Value.Span));
            roots.Add(RuleExpression.Root(clause.Clause, clause.Value, node, table, checker));
        }

        CheckWhole(document, names, diagnostics);
        diagnostics.Field = "";
        return diagnostics.HasErrors ? null : ProgramAssembler.Assemble(table, roots, slots, diagnostics, new TextSpan(0, 1), Beside(document), places);
    }

    // A volatility target measures the closes itself, as this indicator does: its periods a year are the venue's.
    private static NeedsBeside Beside(RuleDocument document)
    {
        if (document.Sizing is not { Kind: SizingKind.VolatilityTarget } sizing) { return default; }
        int cost = IndicatorCatalog.All.First(indicator => indicator.Name == "historical_volatility").Cost;
        return new NeedsBeside(sizing.VolatilityBars + 1, cost);   // A return needs two closes.
    }

    // What never changes can be judged at once.
    private static void CheckConstant(ClauseField clause, RuleNode node, DiagnosticBag diagnostics)
    {
        if (node.Op != RuleOp.Constant) { return; }
        if (node.Type == RuleType.Boolean)
        {
            diagnostics.Warning(clause.Value.Span, node.Value == 0 ? "this is never true" : "this is always true");
        }
        else if (clause.Clause != RuleClause.LimitOffset && !(node.Value > 0 && double.IsFinite(node.Value)))
        {
            diagnostics.Error(clause.Value.Span, $"this is {NumberText.Format(node.Value)}, a number above 0 is expected");
        }
        else if (clause.IsPercent && clause.Clause == RuleClause.StopLoss && node.Value >= 100)
        {
            diagnostics.Error(clause.Value.Span, $"{NumberText.Format(node.Value)} percent is no stop", "2 means 2 percent");
        }
    }

    private static void CheckWhole(RuleDocument document, RuleNames names, DiagnosticBag diagnostics)
    {
        var start = new TextSpan(0, 1);
        bool enters = document.EntryLong is not null || document.EntryShort is not null;
        if (!enters && document.Grid is null && !diagnostics.HasErrors)
        {
            diagnostics.Field = "";
            diagnostics.Error(start, "nothing is ever bought or sold", "add entry_long, entry_short or grid");
        }

        if (enters && document.Grid is not null)
        {
            diagnostics.Field = "grid";
            diagnostics.Error((document.EntryLong ?? document.EntryShort)!.Span, "a grid and entries can't be in one rule set", "write two rule sets and run them side by side");
        }

        if (enters && document.Sizing is null && !diagnostics.HasErrors)
        {
            diagnostics.Field = "sizing";
            diagnostics.Error(start, "the field 'sizing' is missing", "add 'sizing: {percent_of_equity: 10}'");
        }

        if (document.Sizing is { Kind: SizingKind.RiskPerTrade } sizing && document.StopLoss is null)
        {
            diagnostics.Field = "sizing";
            diagnostics.Error(sizing.Size.Span, "risk_per_trade needs a stop_loss: its distance gives the size", "add 'stop_loss: {percent: 2}'");
        }

        if (diagnostics.HasErrors) { return; }   // What follows from a field that could not be read is no advice.
        bool hasWayOut = document.StopLoss is not null || document.TakeProfit is not null || document.TrailingStop is not null || document.TimeStopBars > 0;
        Warn("entry_long", document.EntryLong, document.ExitLong is not null || document.EntryShort is not null || hasWayOut, "a long position is never closed", "add exit_long, a stop or time_stop");
        Warn("entry_short", document.EntryShort, document.ExitShort is not null || document.EntryLong is not null || hasWayOut, "a short position is never closed", "add exit_short, a stop or time_stop");
        Warn("exit_long", document.ExitLong, document.EntryLong is not null, "there is no entry_long that it could close", null);
        Warn("exit_short", document.ExitShort, document.EntryShort is not null, "there is no entry_short that it could close", null);

        foreach (RuleLet let in document.Let.Where(let => !names.IsUsed(let.Name)))
        {
            diagnostics.Field = $"let.{let.Name}";
            diagnostics.Warning(let.NameSpan, $"'{let.Name}' is not used");
        }

        foreach (RuleParameter parameter in document.Parameters.Where(parameter => !names.IsUsed(parameter.Name)))
        {
            diagnostics.Field = $"params.{parameter.Name}";
            diagnostics.Warning(parameter.Span, $"'{parameter.Name}' is not used");
        }

        void Warn(string field, Expression? clause, bool isFine, string message, string? suggestion)
        {
            if (clause is null || isFine) { return; }
            diagnostics.Field = field;
            diagnostics.Warning(clause.Span, message, suggestion);
        }
    }
}
