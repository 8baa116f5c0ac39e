using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Execution;

/// <summary>Finds in a valid expression what a risk condition can't have: it sees one moment of one instrument, and no bars.</summary>
internal sealed class RiskConditionChecker
{
    private static readonly string[] Functions = ["abs", "min", "max", "log", "exp", "sqrt", "pow", "round", "if", "between"];
    private static readonly string[] NoMoment = ["open", "high", "low", "volume", "bars_in_trade"];

    private readonly DiagnosticBag _diagnostics;

    private RiskConditionChecker(DiagnosticBag diagnostics) => _diagnostics = diagnostics;

    public static IReadOnlyList<RuleDiagnostic> Check(Expression syntax, string text, ExpressionOptions options)
    {
        var diagnostics = new DiagnosticBag(new RuleSource(text, options.SourceName), options.Limits);
        new RiskConditionChecker(diagnostics).Visit(syntax);
        if (!diagnostics.HasErrors && !IsBoolean(syntax)) { diagnostics.Error(syntax.Span, "a risk condition is true or false, and this is a number", "compare it with a limit, as in 'drawdown > 0.08'"); }
        return diagnostics.ToList();
    }

    private void Visit(Expression expression)
    {
        switch (expression)
        {
            case NameExpression name when NoMoment.Contains(name.Name):
                _diagnostics.Error(name.Span, $"'{name.Name}' belongs to bars, and a risk condition sees this moment alone", "the last price is 'close'");
                break;
            case UnaryExpression unary:
                Visit(unary.Operand);
                break;
            case BinaryExpression binary:
                Visit(binary.Left);
                Visit(binary.Right);
                break;
            case CallExpression call:
                if (!Functions.Contains(call.Name)) { _diagnostics.Error(call.NameSpan, $"'{call.Name}' looks back over bars, and a risk condition sees this moment alone", $"it may use {string.Join(", ", Functions)}"); }
                foreach (Expression argument in call.Arguments) { Visit(argument); }
                break;
            case IndexExpression or AtExpression or OutputExpression:
                _diagnostics.Error(expression.Span, "a risk condition sees this moment alone, and no other bars");
                break;
            case OfExpression of:
                _diagnostics.Error(of.InstrumentSpan, "a risk condition is about the instrument at hand alone");
                break;
            default:
                break;
        }
    }

    // The types fit already; only the outermost one is asked.
    private static bool IsBoolean(Expression expression) => expression switch
    {
        BooleanLiteral => true,
        UnaryExpression unary => unary.Op == RuleOp.Not,
        BinaryExpression binary => binary.Op is RuleOp.And or RuleOp.Or or (>= RuleOp.Less and <= RuleOp.NotEqual),
        CallExpression { Name: "between" } => true,
        CallExpression { Name: "if" } call => IsBoolean(call.Arguments[1]),
        _ => false,
    };
}
