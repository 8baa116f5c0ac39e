namespace LlmTrader.Strategies.Rules.Language;

/// <summary>How tightly operators hold their operands; parser and formatter share it.</summary>
internal static class Precedence
{
    public const int Lowest = 0;
    public const int Or = 1;
    public const int And = 2;
    public const int Not = 3;
    public const int Comparison = 4;
    public const int Sum = 5;
    public const int Product = 6;
    public const int Negate = 7;
    public const int Postfix = 8;

    public static bool TryGet(TokenKind kind, out RuleOp op, out int precedence)
    {
        op = kind switch
        {
            TokenKind.Or => RuleOp.Or,
            TokenKind.And => RuleOp.And,
            TokenKind.Less => RuleOp.Less,
            TokenKind.LessOrEqual => RuleOp.LessOrEqual,
            TokenKind.Greater => RuleOp.Greater,
            TokenKind.GreaterOrEqual => RuleOp.GreaterOrEqual,
            TokenKind.Equal => RuleOp.Equal,
            TokenKind.NotEqual => RuleOp.NotEqual,
            TokenKind.Plus => RuleOp.Add,
            TokenKind.Minus => RuleOp.Subtract,
            TokenKind.Star => RuleOp.Multiply,
            TokenKind.Slash => RuleOp.Divide,
            TokenKind.Percent => RuleOp.Remainder,
            _ => RuleOp.Constant,
        };
        precedence = Of(op);
        return op != RuleOp.Constant;
    }

    /// <summary>Of an operator that is written between or before its operands; <see cref="Postfix"/> for anything else.</summary>
    public static int Of(RuleOp op) => op switch
    {
        RuleOp.Or => Or,
        RuleOp.And => And,
        RuleOp.Not => Not,
        >= RuleOp.Less and <= RuleOp.NotEqual => Comparison,
        RuleOp.Add or RuleOp.Subtract => Sum,
        RuleOp.Multiply or RuleOp.Divide or RuleOp.Remainder => Product,
        RuleOp.Negate => Negate,
        _ => Postfix,
    };

    /// <summary>As it is written; throws <see cref="ArgumentOutOfRangeException"/> for what is not an operator.</summary>
    public static string Sign(RuleOp op) => op switch
    {
        RuleOp.Or => "or",
        RuleOp.And => "and",
        RuleOp.Not => "not",
        RuleOp.Less => "<",
        RuleOp.LessOrEqual => "<=",
        RuleOp.Greater => ">",
        RuleOp.GreaterOrEqual => ">=",
        RuleOp.Equal => "==",
        RuleOp.NotEqual => "!=",
        RuleOp.Add => "+",
        RuleOp.Subtract or RuleOp.Negate => "-",
        RuleOp.Multiply => "*",
        RuleOp.Divide => "/",
        RuleOp.Remainder => "%",
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "Not an operator."),
    };
}
