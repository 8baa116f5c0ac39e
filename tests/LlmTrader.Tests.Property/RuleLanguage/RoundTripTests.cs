using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tests.Property.RuleLanguage;

public sealed class RoundTripTests
{
    private static readonly ExpressionOptions Options = new() { Bar = BarSpec.Parse("5m") };

    [Fact]
    public void Reading_what_was_formatted_gives_the_same_expression_and_program()
    {
        for (int seed = 0; seed < 3_000; seed++)
        {
            var random = new Random(seed);
            string text = RandomPrograms.Expression(random, (RuleType)(seed % 2), random.Next(1, 6));
            ExpressionReading first = RuleExpression.Compile(text, Options);
            Assert.True(first.Program is not null, $"seed {seed}: {text}\n{string.Join("\n", first.Diagnostics)}");

            string canonical = first.Syntax.ToString();
            ExpressionReading second = RuleExpression.Compile(canonical, Options);
            Assert.True(SyntaxTree.AreEqual(first.Syntax, second.Syntax), $"seed {seed}: {text}\n-> {canonical}\n-> {second.Syntax}");
            Assert.Equal(canonical, second.Syntax.ToString());
            Assert.True(first.Program.Nodes.SequenceEqual(second.Program!.Nodes), $"seed {seed}: the programs of {canonical} differ.");
        }
    }

    [Fact]
    public void Yaml_json_and_canonical_text_are_one_rule_set()
    {
        for (int seed = 0; seed < 1_000; seed++)
        {
            (string yaml, string json) = RandomPrograms.Document(new Random(seed));
            RuleReading fromYaml = Read(yaml, seed);
            RuleReading fromJson = Read(json, seed);
            string canonical = RuleText.Format(fromYaml.Document!);
            RuleReading fromCanonical = Read(canonical, seed);

            RuleReading fromCanonicalJson = Read(RuleText.ToJson(fromYaml.Document!).ToJsonString(), seed);

            Assert.Equal(canonical, RuleText.Format(fromJson.Document!));
            Assert.Equal(canonical, RuleText.Format(fromCanonicalJson.Document!));
            Assert.Equal(canonical, RuleText.Format(fromCanonical.Document!));
            Assert.Equal(RuleText.Id(fromYaml.Document!), RuleText.Id(fromCanonical.Document!));
            Assert.Empty(RuleText.Diff(fromYaml, fromJson));
            Assert.Empty(RuleText.Diff(fromYaml, fromCanonical));
        }
    }

    [Fact]
    public void Operands_come_first_equal_nodes_are_one_and_nothing_live_is_remembered()
    {
        for (int seed = 0; seed < 1_000; seed++)
        {
            RuleProgram program = Read(RandomPrograms.Document(new Random(seed)).Yaml, seed).Program!;
            for (int i = 0; i < program.Nodes.Length; i++)
            {
                RuleNode node = program.Nodes[i];
                foreach (int operand in (int[])[node.A, node.B, node.C])
                {
                    if (operand < 0) { continue; }
                    Assert.True(operand < i, $"seed {seed}: node {i} reads {operand}.");
                    RuleNode read = program.Nodes[operand];
                    Assert.True(read.Op == RuleOp.Constant || read.Stream == node.Stream || node.Op == RuleOp.Sample, $"seed {seed}: node {i} reads another stream without a sample.");
                    Assert.False(read.IsLive && (node.IsStateful || node.Op == RuleOp.History), $"seed {seed}: node {i} remembers a live value.");
                }
            }

            Assert.Equal(program.Nodes.Length, program.Nodes.Distinct().Count());
            Assert.All(program.Indicators, indicator => Assert.Equal(indicator, program.Indicators[program.Nodes[indicator.Node].Argument]));
        }
    }

    private static RuleReading Read(string text, int seed)
    {
        RuleReading reading = RuleText.Read(text);
        Assert.True(reading.IsValid, $"seed {seed}:\n{text}\n{string.Join("\n", reading.Diagnostics)}");
        return reading;
    }
}
