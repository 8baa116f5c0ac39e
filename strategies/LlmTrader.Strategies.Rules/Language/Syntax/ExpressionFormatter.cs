using System.Text;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>Writes an expression in the one canonical way: single spaces, shortest numbers, parentheses only where the meaning needs them.</summary>
public static class ExpressionFormatter
{
    public static string Format(Expression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        var text = new StringBuilder();
        Append(text, expression);
        return text.ToString();
    }

    internal static void Append(StringBuilder text, Expression expression) => Append(text, expression, Precedence.Lowest);

    private static void Append(StringBuilder text, Expression expression, int minimum)
    {
        int precedence = PrecedenceOf(expression);
        if (precedence < minimum) { text.Append('('); }
        switch (expression)
        {
            case NumberLiteral number: text.Append(NumberText.Format(number.Value)); break;
            case BooleanLiteral boolean: text.Append(boolean.Value ? "true" : "false"); break;
            case NameExpression name: text.Append(name.Name); break;
            case UnaryExpression { Op: RuleOp.Not } not: Append(text.Append("not "), not.Operand, Precedence.Not); break;
            case UnaryExpression unary: Append(text.Append('-'), unary.Operand, Precedence.Negate); break;
            case BinaryExpression binary: AppendBinary(text, binary, precedence); break;
            case CallExpression call: AppendCall(text, call); break;
            case IndexExpression index:
                Append(text, index.Operand, Precedence.Postfix);
                Append(text.Append('['), index.Index, Precedence.Lowest);
                text.Append(']');
                break;
            case OutputExpression output: AppendPostfix(text, output.Operand).Append('.').Append(output.Output); break;
            case AtExpression at: AppendPostfix(text, at.Operand).Append(" @ ").Append(at.Bar); break;
            case OfExpression of: AppendPostfix(text, of.Operand).Append(" of \"").Append(of.Instrument).Append('"'); break;
            case MissingExpression: text.Append('?'); break;
            default: throw new InvariantViolationException($"{expression.GetType().Name} has no text form.");
        }

        if (precedence < minimum) { text.Append(')'); }
    }

    private static void AppendBinary(StringBuilder text, BinaryExpression binary, int precedence)
    {
        // A comparison on the left needs parentheses as well: comparisons do not chain.
        Append(text, binary.Left, precedence == Precedence.Comparison ? precedence + 1 : precedence);
        text.Append(' ').Append(Precedence.Sign(binary.Op)).Append(' ');
        Append(text, binary.Right, precedence + 1);
    }

    private static void AppendCall(StringBuilder text, CallExpression call)
    {
        text.Append(call.Name).Append('(');
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            if (i > 0) { text.Append(", "); }
            Append(text, call.Arguments[i], Precedence.Lowest);
        }

        text.Append(')');
    }

    private static StringBuilder AppendPostfix(StringBuilder text, Expression operand)
    {
        // `-x @ 1h` is `-(x @ 1h)`, and so on for all that stands behind.
        Append(text, operand, Precedence.Postfix);
        return text;
    }

    private static int PrecedenceOf(Expression expression) => expression switch
    {
        UnaryExpression unary => Precedence.Of(unary.Op),
        BinaryExpression binary => Precedence.Of(binary.Op),
        _ => Precedence.Postfix,
    };
}
