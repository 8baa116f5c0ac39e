using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Property.RuleLanguage;

/// <summary>Compares expressions by structure, places aside.</summary>
internal static class SyntaxTree
{
    public static bool AreEqual(Expression a, Expression b) => (a, b) switch
    {
        (NumberLiteral x, NumberLiteral y) => x.Value.Equals(y.Value),
        (BooleanLiteral x, BooleanLiteral y) => x.Value == y.Value,
        (NameExpression x, NameExpression y) => x.Name == y.Name,
        (UnaryExpression x, UnaryExpression y) => x.Op == y.Op && AreEqual(x.Operand, y.Operand),
        (BinaryExpression x, BinaryExpression y) => x.Op == y.Op && AreEqual(x.Left, y.Left) && AreEqual(x.Right, y.Right),
        (CallExpression x, CallExpression y) => x.Name == y.Name && x.Arguments.Length == y.Arguments.Length && x.Arguments.Zip(y.Arguments, AreEqual).All(same => same),
        (IndexExpression x, IndexExpression y) => AreEqual(x.Operand, y.Operand) && AreEqual(x.Index, y.Index),
        (OutputExpression x, OutputExpression y) => x.Output == y.Output && AreEqual(x.Operand, y.Operand),
        (AtExpression x, AtExpression y) => x.Bar == y.Bar && AreEqual(x.Operand, y.Operand),
        (OfExpression x, OfExpression y) => x.Instrument == y.Instrument && AreEqual(x.Operand, y.Operand),
        _ => false,
    };
}
