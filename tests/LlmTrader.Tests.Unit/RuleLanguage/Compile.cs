using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Unit.RuleLanguage;

/// <summary>Short ways to what the tests look at.</summary>
internal static class Compile
{
    public static ExpressionOptions Options { get; } = new() { Bar = BarSpec.Parse("5m") };

    /// <summary>The program of a valid expression.</summary>
    public static RuleProgram Valid(string text, ExpressionOptions? options = null)
    {
        ExpressionReading reading = RuleExpression.Compile(text, options ?? Options);
        Assert.True(reading.Program is not null, $"{text}\n{string.Join("\n", reading.Diagnostics)}");
        return reading.Program;
    }

    /// <summary>The value that a constant expression folds to.</summary>
    public static double Constant(string text)
    {
        RuleProgram program = Valid(text);
        RuleNode node = program.Nodes[program.Roots[0].Node];
        Assert.Equal(RuleOp.Constant, node.Op);
        return node.Value;
    }

    /// <summary>The only diagnostic of an expression.</summary>
    public static RuleDiagnostic Only(string text, ExpressionOptions? options = null) => Assert.Single(RuleExpression.Compile(text, options ?? Options).Diagnostics);

    public static RuleReading Document(string text, RuleLimits? limits = null) => RuleText.Read(text, "rules.yaml", limits);

    public static RuleReading ValidDocument(string text)
    {
        RuleReading reading = Document(text);
        Assert.True(reading.IsValid, $"{text}\n{string.Join("\n", reading.Diagnostics)}");
        return reading;
    }
}
