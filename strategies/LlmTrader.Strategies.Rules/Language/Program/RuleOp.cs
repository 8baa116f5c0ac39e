namespace LlmTrader.Strategies.Rules.Language;

/// <summary>The two types of the language. A missing number is NaN; a missing boolean is false.</summary>
public enum RuleType : byte
{
    Number = 0,
    Boolean = 1,
}

/// <summary>
/// What a node computes. Operands are A, B, C. Numbers follow IEEE 754 with the exceptions that <see cref="RuleMath"/>
/// states; every comparison with NaN is false, also <see cref="NotEqual"/>.
/// </summary>
public enum RuleOp : byte
{
    /// <summary><see cref="RuleNode.Value"/>; a boolean is 1 or 0.</summary>
    Constant,

    /// <summary>A field of the stream's bar that has just closed; the argument is a <see cref="BarField"/>.</summary>
    Bar,

    /// <summary>Something of the position, account, clock or book; the argument is a <see cref="RuleVariable"/>.</summary>
    Variable,

    /// <summary>Updates the indicator instance [argument] with its inputs A, B (none: the stream's bar) and gives output 0.</summary>
    Indicator,

    /// <summary>Output [argument] of the indicator node A, updated before.</summary>
    Output,

    /// <summary>A as it was [argument] bars of this stream ago; NaN or false before there are so many.</summary>
    History,

    /// <summary>The latest value of A, a node of another stream; NaN or false before that stream's first bar.</summary>
    Sample,

    /// <summary>A was above its value one bar before at each of the last [argument] bars.</summary>
    Rising,

    /// <summary>A was below its value one bar before at each of the last [argument] bars.</summary>
    Falling,

    /// <summary>Bars since A was last true: 0 when it is true now, NaN when it never was.</summary>
    BarsSince,

    /// <summary>The value of B at the latest bar at which A was true; NaN when it never was.</summary>
    ValueWhen,

    Negate,
    Not,
    Abs,
    Log,
    Exp,
    Sqrt,
    Round,

    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Pow,
    Min,
    Max,

    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,

    And,
    Or,

    /// <summary>B when A is true, else C. All three are computed: history and indicators inside must see every bar.</summary>
    If,
}

public enum BarField : byte
{
    Open,
    High,
    Low,
    Close,

    /// <summary>In whole units of the base asset.</summary>
    Volume,
}
