using System.Collections.Immutable;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>An expression as it was written, types unchecked. The parser bounds <see cref="Depth"/>, so that passes may recurse.</summary>
public abstract class Expression(TextSpan span, int depth)
{
    /// <summary>Its place in the source file.</summary>
    public TextSpan Span { get; } = span;

    /// <summary>Levels of expressions below it and itself.</summary>
    public int Depth { get; } = depth;

    /// <summary>The canonical text (<see cref="ExpressionFormatter"/>).</summary>
    public override string ToString() => ExpressionFormatter.Format(this);
}

/// <summary><c>1.5</c>; finite and not negative.</summary>
public sealed class NumberLiteral(double value, TextSpan span) : Expression(span, 1)
{
    public double Value { get; } = value;
}

/// <summary><c>true</c>, <c>false</c>.</summary>
public sealed class BooleanLiteral(bool value, TextSpan span) : Expression(span, 1)
{
    public bool Value { get; } = value;
}

/// <summary>A bar field, a variable, a parameter or a <c>let</c> name.</summary>
public sealed class NameExpression(string name, TextSpan span) : Expression(span, 1)
{
    public string Name { get; } = name;
}

/// <summary><c>-a</c> or <c>not a</c>.</summary>
public sealed class UnaryExpression(RuleOp op, Expression operand, TextSpan span) : Expression(span, operand.Depth + 1)
{
    /// <summary><see cref="RuleOp.Negate"/> or <see cref="RuleOp.Not"/>.</summary>
    public RuleOp Op { get; } = op;

    public Expression Operand { get; } = operand;
}

/// <summary>Arithmetic, a comparison, <c>and</c>, <c>or</c>.</summary>
public sealed class BinaryExpression(RuleOp op, Expression left, Expression right, TextSpan operatorSpan)
    : Expression(TextSpan.Between(left.Span, right.Span), Math.Max(left.Depth, right.Depth) + 1)
{
    public RuleOp Op { get; } = op;

    public Expression Left { get; } = left;

    public Expression Right { get; } = right;

    public TextSpan OperatorSpan { get; } = operatorSpan;
}

/// <summary><c>ema(close, 20)</c>, <c>if(c, a, b)</c>.</summary>
public sealed class CallExpression(string name, TextSpan nameSpan, ImmutableArray<Expression> arguments, TextSpan span)
    : Expression(span, 1 + (arguments.IsEmpty ? 0 : arguments.Max(a => a.Depth)))
{
    public string Name { get; } = name;

    public TextSpan NameSpan { get; } = nameSpan;

    public ImmutableArray<Expression> Arguments { get; } = arguments;
}

/// <summary><c>close[1]</c>: the value some bars ago.</summary>
public sealed class IndexExpression(Expression operand, Expression index, TextSpan span)
    : Expression(span, Math.Max(operand.Depth, index.Depth) + 1)
{
    public Expression Operand { get; } = operand;

    public Expression Index { get; } = index;
}

/// <summary><c>macd(close).signal</c>: an output by its name.</summary>
public sealed class OutputExpression(Expression operand, string output, TextSpan outputSpan)
    : Expression(TextSpan.Between(operand.Span, outputSpan), operand.Depth + 1)
{
    public Expression Operand { get; } = operand;

    public string Output { get; } = output;

    public TextSpan OutputSpan { get; } = outputSpan;
}

/// <summary><c>x @ 1h</c>: x computed over other bars.</summary>
public sealed class AtExpression(Expression operand, BarSpec bar, TextSpan barSpan)
    : Expression(TextSpan.Between(operand.Span, barSpan), operand.Depth + 1)
{
    public Expression Operand { get; } = operand;

    public BarSpec Bar { get; } = bar;

    public TextSpan BarSpan { get; } = barSpan;
}

/// <summary><c>x of "BTCUSDT.BINANCE"</c>: x computed over another instrument's bars.</summary>
public sealed class OfExpression(Expression operand, string instrument, TextSpan instrumentSpan)
    : Expression(TextSpan.Between(operand.Span, instrumentSpan), operand.Depth + 1)
{
    public Expression Operand { get; } = operand;

    public string Instrument { get; } = instrument;

    public TextSpan InstrumentSpan { get; } = instrumentSpan;
}

/// <summary>Stands where nothing could be read; its mistake is already reported.</summary>
public sealed class MissingExpression(TextSpan span) : Expression(span, 1);
