using System.Collections.Immutable;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>What an expression may use besides the vocabulary.</summary>
public sealed record ExpressionOptions
{
    /// <summary>The bars of stream 0.</summary>
    public BarSpec Bar { get; init; } = BarSpec.Parse("1m");

    public ImmutableDictionary<string, double> Parameters { get; init; } = ImmutableDictionary<string, double>.Empty;

    public RuleLimits Limits { get; init; } = RuleLimits.Default;

    /// <summary>For messages.</summary>
    public string SourceName { get; init; } = "expression";
}

/// <summary>What came of reading one expression.</summary>
/// <param name="Syntax">As it was written; holds <see cref="MissingExpression"/>s where it could not be read.</param>
/// <param name="Program">With one root of <see cref="RuleClause.Expression"/>; null when there are errors.</param>
/// <param name="Diagnostics">By place.</param>
public sealed record ExpressionReading(Expression Syntax, RuleProgram? Program, IReadOnlyList<RuleDiagnostic> Diagnostics);

/// <summary>Compiles an expression by itself, without a document around it.</summary>
public static class RuleExpression
{
    /// <summary>Never throws on any text.</summary>
    public static ExpressionReading Compile(string text, ExpressionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new ExpressionOptions();
        var diagnostics = new DiagnosticBag(new RuleSource(text.Length <= options.Limits.MaxTextLength ? text : "", options.SourceName), options.Limits);
        Expression syntax = Parser.Parse(new ExpressionText(text), diagnostics);

        var table = new NodeTable(options.Limits);
        table.Stream(null, options.Bar);
        var names = new RuleNames();
        foreach ((string name, double value) in options.Parameters) { names.AddParameter(name, value); }
        var checker = new ExpressionChecker(table, names, diagnostics);
        int node = checker.Check(syntax);
        if (node == ExpressionChecker.Wrong || diagnostics.HasErrors) { return new ExpressionReading(syntax, null, diagnostics.ToList()); }

        RuleRoot root = Root(RuleClause.Expression, syntax, node, table, checker);
        RuleProgram? program = ProgramAssembler.Assemble(table, [root], [], diagnostics, syntax.Span);
        return new ExpressionReading(syntax, program, diagnostics.ToList());
    }

    /// <summary>The root of a checked expression, with its parts when it is boolean. Its node is still one of the table's.</summary>
    internal static RuleRoot Root(RuleClause clause, Expression syntax, int node, NodeTable table, ExpressionChecker checker)
    {
        RuleType type = table[node].Type;
        return new RuleRoot
        {
            Clause = clause,
            Node = node,
            Type = type,
            WarmUp = [],
            Conditions = type == RuleType.Number ? [] : [.. Parts(syntax).Select(part => new RuleCondition(part.ToString(), ReferenceEquals(part, syntax) ? node : checker.Check(part)))],
        };
    }

    private static IEnumerable<Expression> Parts(Expression expression) => expression is BinaryExpression { Op: RuleOp.And } and
        ? Parts(and.Left).Concat(Parts(and.Right))
        : [expression];
}
