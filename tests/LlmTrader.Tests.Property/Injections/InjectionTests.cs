using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Guardrails;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Strategies.Models.Structured;

namespace LlmTrader.Tests.Property.Injections;

/// <summary>Texts of strangers, and a model that does whatever they say, in every way that it can answer.</summary>
public sealed class InjectionTests
{
    private static readonly string[] Universe = ["AAA.X", "BBB.X"];
    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    private static readonly ModelSchema Schema = new("rule_set", """
        {"type":"object","additionalProperties":false,"required":["selected_symbols","verdict","stop"],"properties":{
          "selected_symbols":{"type":"array","items":{"type":"string","enum":["AAA.X","BBB.X"]}},
          "verdict":{"type":"string","enum":["approve","reject"]},"stop":{"type":["number","null"]}}}
        """);

    private static readonly Prompt Prompt = PromptReader.ReadSound(
        Encoding.UTF8.GetBytes("---\nid: trial\nversion: 1\ngroup: trial\nschema: rule_set\nvariables:\n  symbols: data\n  news: untrusted\n---\n# System\nAnswer with JSON.\n\n# User\nCandidates: {{symbols}}\n{{news}}\nAnswer.\n"), "trial.md");

    [Fact]
    public void The_set_is_large_and_of_many_kinds()
    {
        Assert.True(Injection.All.Count >= 100, $"{Injection.All.Count}");
        Assert.Equal(Injection.All.Count, Injection.All.Distinct().Count());
        Assert.Equal(["news", "symbol", "tool"], Injection.All.Select(one => one.Kind).Distinct().Order(StringComparer.Ordinal));
        Assert.True(Injection.All.Select(one => one.Way).Distinct().Count() >= 30);
    }

    [Fact]
    public void None_gets_out_of_its_delimiters_or_into_another_message()
    {
        RequestTokens tokens = RequestTokens.Of(Secret, "call");
        IReadOnlyList<ModelMessage> calm = Render("calm", tokens);
        foreach (Injection injection in Injection.All)
        {
            IReadOnlyList<ModelMessage> messages = Render(injection.With(tokens), tokens);
            Assert.Equal(calm[0], messages[0]);
            string[] lines = messages[1].Text.Split('\n');
            int open = Array.IndexOf(lines, $"<<{tokens.Fence}"), close = Array.IndexOf(lines, $"{tokens.Fence}>>");
            Assert.Equal(calm[1].Text.Split('\n')[..(open + 1)], lines[..(open + 1)]);
            Assert.Equal(["Answer."], lines[(close + 1)..]);
            Assert.All(lines[(open + 1)..close], line => Assert.StartsWith($"{tokens.Fence[..4]}|", line, StringComparison.Ordinal));
            string shown = string.Join('\n', lines[(open + 1)..close]);
            Assert.DoesNotContain(tokens.Fence, shown, StringComparison.OrdinalIgnoreCase);
            Assert.False(CanaryText.IsIn(shown, tokens.Canary), injection.Text);
            Assert.Equal(new CleanText(shown, 0), VisibleText.Normalised(shown));
        }
    }

    [Fact]
    public async Task A_model_that_obeys_in_the_worst_way_leaves_no_bound()
    {
        int refused = 0, answered = 0, caught = 0;
        foreach (Injection injection in Injection.All)
        {
            for (int way = 0; way < Obedience.Ways; way++)
            {
                Obedience model = new(injection, way);
                StructuredAnswer answer = await model.AskAsync(Secret, Schema, Universe);
                if (model.HasLeaked)
                {
                    Assert.Equal((null, ModelOutcome.CanaryFound), (answer.Document, answer.Outcome));
                    caught++;
                }
                else if (answer.Document is { } document)
                {
                    Assert.Equal(["selected_symbols", "verdict", "stop"], document.EnumerateObject().Select(member => member.Name));
                    Assert.All(document.GetProperty("selected_symbols").EnumerateArray(), symbol => Assert.Contains(symbol.GetString(), Universe));
                    Assert.Contains(document.GetProperty("verdict").GetString(), (string[])["approve", "reject"]);
                    Assert.Equal(JsonValueKind.Null, document.GetProperty("stop").ValueKind);
                    answered++;
                }
                else
                {
                    Assert.NotNull(answer.Reason);
                    refused++;
                }

                Assert.True(answer.Calls <= 3);
                Assert.Equal(answer.Calls, model.Written);
            }
        }

        Assert.True(refused > 0 && answered > 0 && caught >= Injection.All.Count, string.Create(CultureInfo.InvariantCulture, $"{refused} refused, {answered} answered, {caught} caught"));
    }

    [Fact]
    public void A_turn_that_has_read_one_reaches_no_tool_that_changes_anything()
    {
        foreach (Injection injection in Injection.All)
        {
            TrustLedger turn = default(TrustLedger).AfterUntrusted();
            Assert.Equal(ToolGrant.ApprovalRequired, turn.Judge(ToolEffect.Mutating, isWaived: true));
            Assert.Equal(ToolGrant.ApprovalRequired, turn.AfterUntrusted().Judge(ToolEffect.Mutating, isWaived: false));
            Assert.False(Prompts(injection.Text), $"'{injection.Text}' is taken for a version of a prompt.");
        }
    }

    // An id is looked up among what was read, and never made into a path.
    private static bool Prompts(string id)
    {
        try { return PromptLibrary.Shipped.Active(id) is not null; }
        catch (PromptException) { return false; }
    }

    private static IReadOnlyList<ModelMessage> Render(string news, RequestTokens tokens) => Prompt.Render(new Dictionary<string, string> { ["symbols"] = string.Join(", ", Universe), ["news"] = news }, tokens);
}
