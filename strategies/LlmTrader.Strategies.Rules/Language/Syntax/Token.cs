namespace LlmTrader.Strategies.Rules.Language;

internal enum TokenKind : byte
{
    End,
    Number,
    Word,
    String,

    /// <summary>A number with a unit: <c>1h</c>. Whether it names bars is checked by the parser.</summary>
    BarSpec,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    And,
    Or,
    Not,
    Of,
    True,
    False,
    At,
    Dot,
    Comma,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
}

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As written; of a string, what is between the quotes.</param>
/// <param name="Number">Of a number.</param>
/// <param name="Span">Its place in the file.</param>
internal readonly record struct Token(TokenKind Kind, string Text, double Number, TextSpan Span);
