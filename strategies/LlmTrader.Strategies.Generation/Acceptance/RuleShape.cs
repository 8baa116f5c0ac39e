using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Generation.Acceptance;

/// <summary>
/// Expressions of a document without what does not make them another idea: numbers and parameters are one, a <c>let</c> is what it stands for,
/// a bar is its kind, the sides of <c>and</c>, <c>or</c>, + and * have no order, and a comparison points one way.
/// </summary>
internal sealed class RuleShape
{
    private const string Number = "#";

    private readonly Dictionary<string, Expression> _lets;
    private readonly HashSet<string> _parameters;
    private readonly Dictionary<string, string> _shapes = new(StringComparer.Ordinal);    // Of lets: an expansion as text may be as long as 2 to their number.

    private RuleShape(RuleDocument document)
    {
        _lets = document.Let.ToDictionary(let => let.Name, let => let.Value, StringComparer.Ordinal);
        _parameters = [.. document.Parameters.Select(parameter => parameter.Name)];
    }

    /// <summary>The document with a name for each expression's shape in its place, and without all that the shapes have taken in.</summary>
    public static RuleDocument Of(RuleDocument document)
    {
        RuleShape shape = new(document);
        return document with
        {
            Name = "_",
            Description = "",
            Universe = [],
            Bar = Kind(document.Bar),
            Parameters = [],
            Let = [],
            EntryLong = shape.Named(document.EntryLong),
            ExitLong = shape.Named(document.ExitLong),
            EntryShort = shape.Named(document.EntryShort),
            ExitShort = shape.Named(document.ExitShort),
            Sizing = document.Sizing is { } sizing ? sizing with { Size = shape.Named(sizing.Size)! } : null,
            StopLoss = shape.Named(document.StopLoss),
            TakeProfit = shape.Named(document.TakeProfit),
            TrailingStop = shape.Named(document.TrailingStop),
            Order = document.Order with { LimitOffset = shape.Named(document.Order.LimitOffset) },
            Grid = document.Grid is { } grid ? grid with { Spacing = shape.Named(grid.Spacing)!, Size = shape.Named(grid.Size)! } : null,
        };
    }

    private static BarSpec Kind(BarSpec bar) => bar.Aggregation == BarAggregation.Time ? BarSpec.Time(Duration.FromSeconds(60)) : bar with { Step = 1 };

    private PriceRule? Named(PriceRule? rule) => rule is null ? null : rule with { Value = Named(rule.Value)! };

    private NameExpression? Named(Expression? expression) => expression is null ? null : new NameExpression("x" + Shape(expression).Replace(Number, "number", StringComparison.Ordinal), default);

    private string Shape(Expression expression) => expression switch
    {
        NumberLiteral => Number,
        BooleanLiteral literal => literal.Value ? "true" : "false",
        NameExpression name => ShapeOf(name.Name),
        UnaryExpression { Op: RuleOp.Negate } negated when Shape(negated.Operand) == Number => Number,
        UnaryExpression unary => Join(unary.Op.ToString(), [Shape(unary.Operand)]),
        BinaryExpression binary => ShapeOf(binary),
        CallExpression call => Join("call " + call.Name, [.. call.Arguments.Select(Shape)]),
        IndexExpression index => Join("index", [Shape(index.Operand), Shape(index.Index)]),
        OutputExpression output => Join("output " + output.Output, [Shape(output.Operand)]),
        AtExpression at => Join("at " + at.Bar.Aggregation, [Shape(at.Operand)]),
        OfExpression of => Join("of", [Shape(of.Operand)]),    // Which instrument is the hold-out's part, as the universe is.
        _ => "?",
    };

    private string ShapeOf(string name)
    {
        if (_parameters.Contains(name)) { return Number; }
        if (!_lets.TryGetValue(name, out Expression? value)) { return name; }
        if (!_shapes.TryGetValue(name, out string? known)) { _shapes[name] = known = Shape(value); }    // The compiler has found no cycle.
        return known;
    }

    private string ShapeOf(BinaryExpression binary)
    {
        (string left, string right) = (Shape(binary.Left), Shape(binary.Right));
        if (left == Number && right == Number) { return Number; }
        switch (binary.Op)
        {
            case RuleOp.Add or RuleOp.Multiply:
                return Join(binary.Op.ToString(), [.. new[] { left, right }.Order(StringComparer.Ordinal)]);
            case RuleOp.And or RuleOp.Or:
                return Join(binary.Op.ToString(), [.. Sides(binary, binary.Op).Select(Shape).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);
            case RuleOp.Greater:
                return Join(nameof(RuleOp.Less), [right, left]);
            case RuleOp.GreaterOrEqual:
                return Join(nameof(RuleOp.LessOrEqual), [right, left]);
            default:
                return Join(binary.Op.ToString(), [left, right]);
        }
    }

    private static IEnumerable<Expression> Sides(Expression expression, RuleOp op) =>
        expression is BinaryExpression binary && binary.Op == op ? Sides(binary.Left, op).Concat(Sides(binary.Right, op)) : [expression];

    // Short whatever it stands for, and a name as the language has them.
    private static string Join(string head, ImmutableArray<string> parts) =>
        "x" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{head}({string.Join(',', parts)})")));
}
