using System.Globalization;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Guardrails;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Strategies.Models.Structured;

namespace LlmTrader.Tests.Unit.Structured;

public sealed class StructuredModelTests : IModelGateway, IModelCallLedger
{
    private static readonly ModelSchema Schema = new("verdict", """{"type":"object","additionalProperties":false,"required":["verdict"],"properties":{"verdict":{"type":"string","enum":["approve","reject"]}}}""");

    private readonly List<ModelCall> _calls = [];
    private readonly List<(ModelCall Call, ModelAnswer Answer, bool? IsValid, string? Problem)> _written = [];
    private readonly Queue<Func<ModelCall, ModelAnswer>> _script = new();

    [Fact]
    public async Task A_sound_answer_is_one_call_in_the_ledger()
    {
        Script("Here: {\"verdict\":\"approve\"}");
        StructuredAnswer answer = await Ask();
        Assert.Equal("approve", answer.Document!.Value.GetProperty("verdict").GetString());
        Assert.Equal((null, ModelOutcome.Answered, 1, "served"), (answer.Reason, answer.Outcome, answer.Calls, answer.Model));
        ModelCall call = Assert.Single(_calls);
        Prompt prompt = PromptLibrary.Shipped.Active("checker");
        Assert.Equal(("call-1", "d000001", "judges", "checker", prompt.Hash, (double?)null), (call.Id, call.Decision, call.Group, call.PromptId, call.PromptHash, call.Temperature));    // Newer models refuse any but their own temperature.
        Assert.Contains(call.Canary!, call.Messages[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain(call.Canary!, call.Messages[1].Text, StringComparison.Ordinal);
        Assert.Equal((true, null), (_written.Single().IsValid, _written.Single().Problem));
    }

    [Fact]
    public async Task A_mistake_is_quoted_to_the_model_which_mends_it()
    {
        Script("{\"verdict\":\"maybe\"}", "{\"verdict\":\"reject\"}");
        StructuredAnswer answer = await Ask();
        Assert.Equal(("reject", 2), (answer.Document!.Value.GetProperty("verdict").GetString(), answer.Calls));
        Assert.Equal(["call-1", "call-2"], _calls.Select(call => call.Id));
        Assert.Equal([ModelSpeaker.System, ModelSpeaker.User, ModelSpeaker.Assistant, ModelSpeaker.User], _calls[1].Messages.Select(message => message.Speaker));
        Assert.Contains("$.verdict: \"maybe\" is none of \"approve\", \"reject\".", _calls[1].Messages[3].Text, StringComparison.Ordinal);
        Assert.Equal([false, true], _written.Select(one => one.IsValid!.Value));
        Assert.Equal(_calls[0].Canary, _calls[1].Canary);
    }

    [Fact]
    public async Task After_two_repair_rounds_it_is_over()
    {
        Script("no", "{}", "{\"verdict\":1}", "{\"verdict\":\"approve\"}");
        StructuredAnswer answer = await Ask();
        Assert.Null(answer.Document);
        Assert.StartsWith("The answer was wrong 3 times, at last: $.verdict", answer.Reason, StringComparison.Ordinal);
        Assert.Equal((3, 3), (_calls.Count, _written.Count));
    }

    [Fact]
    public async Task What_the_validation_says_goes_the_same_way()
    {
        Script("{\"verdict\":\"approve\"}", "{\"verdict\":\"approve\"}", "{\"verdict\":\"reject\"}");
        StructuredAnswer answer = await Ask(document => document.GetProperty("verdict").ValueEquals("approve") ? "not that" : null);
        Assert.Equal(3, answer.Calls);
        Assert.Contains("not that", _calls[2].Messages[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_with_an_answer_has_nothing_in_it_that_nobody_sees()
    {
        Script("{\"verdict\":\"app\u202e\u009brove\"}", "{\"verdict\":\"approve\"}", "{\"verdict\":\"approve\"}");
        StructuredAnswer answer = await Ask(_ => $"{new string('x', 1_998)}\U0001F600\u001b[2J");
        Assert.Equal(3, _written.Count);
        Assert.All([answer.Reason!, .. _written.Select(one => one.Problem!), .. _calls.Skip(1).Select(call => call.Messages[^1].Text)], text => Assert.Equal(0, VisibleText.Of(text).Removed));
        Assert.Contains("\"approve\" is none of", _written[0].Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ModelOutcome.Refused)]
    [InlineData(ModelOutcome.Truncated)]
    [InlineData(ModelOutcome.Malformed)]
    [InlineData(ModelOutcome.TimedOut)]
    [InlineData(ModelOutcome.BudgetExhausted)]
    [InlineData(ModelOutcome.NotRecorded)]
    public async Task Without_an_answer_nothing_is_asked_again(ModelOutcome outcome)
    {
        _script.Enqueue(_ => new ModelAnswer { Outcome = outcome, Reason = "so it is." });
        StructuredAnswer answer = await Ask();
        Assert.Equal((null, outcome, 1, $"{outcome}: so it is."), (answer.Document, answer.Outcome, answer.Calls, answer.Reason));
        Assert.Equal((null, null), (_written.Single().IsValid, _written.Single().Problem));
    }

    [Fact]
    public async Task An_answer_with_the_canary_has_no_text_for_anybody()
    {
        _script.Enqueue(call => Answer($"{{\"verdict\":\"approve\",\"mark\":\"{call.Canary!.ToUpperInvariant()}\"}}"));
        StructuredAnswer answer = await Ask();
        Assert.Equal((null, ModelOutcome.CanaryFound, 1), (answer.Document, answer.Outcome, answer.Calls));
        Assert.Equal((ModelOutcome.CanaryFound, ""), (_written.Single().Answer.Outcome, _written.Single().Answer.Text));
    }

    [Fact]
    public async Task What_is_cancelled_is_in_the_ledger_and_ends()
    {
        using CancellationTokenSource cancel = new();
        _script.Enqueue(_ => { cancel.Cancel(); return new ModelAnswer { Outcome = ModelOutcome.Cancelled }; });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Ask(cancel: cancel.Token));
        Assert.Equal(ModelOutcome.Cancelled, _written.Single().Answer.Outcome);
    }

    Task<ModelAnswer> IModelGateway.AskAsync(ModelCall call, CancellationToken cancel)
    {
        _calls.Add(call);
        Assert.Equal(_calls.Count - 1, _written.Count);    // The call before is on record.
        return Task.FromResult(_script.Dequeue()(call));
    }

    void IModelCallLedger.Write(ModelCall call, ModelAnswer answer, bool? schemaValid, string? problem) => _written.Add((call, answer, schemaValid, problem));

    private static ModelAnswer Answer(string text) => new() { Outcome = ModelOutcome.Answered, Text = text, ServedModel = "served" };

    private void Script(params string[] texts)
    {
        foreach (string text in texts) { _script.Enqueue(_ => Answer(text)); }
    }

    private Task<StructuredAnswer> Ask(Func<System.Text.Json.JsonElement, string?>? validate = null, CancellationToken cancel = default)
    {
        int id = 0;
        StructuredModel model = new(this, this, PromptLibrary.Shipped, new StructuredOptions { Group = "judges", Secret = new byte[16] }, (_, _) => string.Create(CultureInfo.InvariantCulture, $"call-{++id}"));
        return model.AskAsync(
            new StructuredQuestion
            {
                Decision = "d000001",
                Role = ModelRole.Checker,
                PromptId = "checker",
                Variables = PromptLibrary.Shipped.Active("checker").Variables.ToDictionary(variable => variable.Name, variable => variable.Name),
                Schema = Schema,
                Validate = validate ?? (_ => null),
            },
            cancel);
    }
}
