using System.Text.Json;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Endpoints;
using LlmTrader.Strategies.Models.Structured;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Strategist.Models;

namespace LlmTrader.Tests.Unit.Strategist;

public sealed class JournaledQuestionsTests
{
    private readonly List<DecisionRecord> _records = [];

    [Fact]
    public void An_id_is_one_more_than_the_journal_has_over_restarts_too()
    {
        JournaledQuestions questions = new(() => _records);
        Assert.Equal("d000001/actor/1", questions.NextId("d000001", ModelRole.Actor));
        Call("d000001", "d000001/actor/1", "actor");
        Call("d000001", "d000001/actor/2", "actor");
        Call("d000001", "d000001/checker/1", "checker");
        JournaledQuestions again = new(() => _records);
        Assert.Equal(["d000001/actor/3", "d000001/checker/2", "d000002/actor/1", "trial/trial/1"],
            [again.NextId("d000001", ModelRole.Actor), again.NextId("d000001", ModelRole.Checker), again.NextId("d000002", ModelRole.Actor), again.NextId(null, ModelRole.Trial)]);
    }

    [Fact]
    public void The_market_that_a_model_answered_to_last_is_another_decisions()
    {
        JournaledQuestions questions = new(() => _records);
        Assert.Null(questions.LastAsked("d000001"));
        Add("d000001", DecisionKind.Observation, """{"hash":"h1","market":"m1"}""");
        Call("d000001", "d000001/actor/1", "actor");
        Assert.Null(questions.LastAsked("d000001"));    // Killed and begun again, a decision goes on with its own question.
        Add("d000002", DecisionKind.Observation, """{"hash":"h2","market":"m2"}""");
        Assert.Equal("m1", questions.LastAsked("d000002"));
        Call("d000002", "d000002/actor/1", "actor", outcome: "unavailable");
        Call("d000002", "d000002/checker/1", "checker");
        Add("d000003", DecisionKind.Observation, """{"hash":"h3"}""");    // As it was written before anybody asked for the market.
        Assert.Equal("m1", questions.LastAsked("d000003"));    // Who got no answer may ask again.
        Call("d000003", "d000003/actor/1", "actor", outcome: "truncated");    // It cost as much as one of use.
        Assert.Null(questions.LastAsked("d000004"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Models_that_cannot_be_opened_answer_each_question_with_that(bool fallsBack)
    {
        ModelsConfiguration models = new() { Actor = new ModelActorConfiguration { Group = "a", Fallback = fallsBack, Revisions = 2 }, Checker = new ModelCheckerConfiguration { Group = "b" } };
        using StrategistModels unusable = StrategistModels.Unusable(models, "the key MISSING is not set.");
        Assert.Equal((fallsBack, 0), (unusable.FallsBack, unusable.Revisions));
        StructuredQuestion question = new() { Decision = "d000001", Role = ModelRole.Checker, PromptId = "checker", Variables = new Dictionary<string, string>(), Schema = new ModelSchema("verdict", "{}"), Validate = _ => null };
        foreach (StructuredAnswer answer in new[] { await unusable.Actor!(question, default), await unusable.Checker!(question, default) })
        {
            Assert.Equal((null, ModelOutcome.Unavailable, "no model can be asked: the key MISSING is not set."), (answer.Document, answer.Outcome, answer.Reason));
        }

        using StrategistModels none = StrategistModels.Unusable(new ModelsConfiguration(), "x");
        Assert.Equal((null, null), (none.Actor, none.Checker));
    }

    [Fact]
    public async Task A_call_that_is_not_made_tells_what_it_would_come_to()
    {
        EndpointOptions endpoint = new() { Name = "local", BaseUrl = new Uri("http://127.0.0.1:1/v1"), Model = "m", Price = new ModelPrice(2, 10, 1) };
        UnaskedGateway gateway = new(group => group == "proposers" ? [endpoint] : []);
        ModelCall call = new()
        {
            Id = "d000001/actor/1", Decision = "d000001", Role = ModelRole.Actor, Group = "proposers", PromptId = "actor", PromptHash = "", MaxOutputTokens = 1000,
            Messages = [new(ModelSpeaker.System, new string('a', 3000)), new(ModelSpeaker.User, new string('b', 2700))], Schema = new ModelSchema("s", new string('c', 300)),
        };
        ModelAnswer answer = await gateway.AskAsync(call, CancellationToken.None);
        Assert.Equal((ModelOutcome.Cancelled, ""), (answer.Outcome, answer.Text));
        UnaskedCall unasked = Assert.Single(gateway.Calls);
        Assert.Equal(2000, unasked.InputTokens);
        Assert.Equal(new UnaskedPrice("local", "m", 0.004m, 0.014m), Assert.Single(unasked.Prices));
    }

    private void Call(string decision, string id, string role, string outcome = "answered") => Add(decision, DecisionKind.ModelCall, $$"""{"call":"{{id}}","role":"{{role}}","outcome":"{{outcome}}","output_tokens":{{(outcome == "truncated" ? 7 : 0)}}}""");

    private void Add(string decision, DecisionKind kind, string body) => _records.Add(new DecisionRecord
    {
        Sequence = _records.Count + 1,
        Time = Timestamp.FromUnixSeconds(_records.Count),
        Decision = decision,
        Kind = kind,
        Body = JsonSerializer.Deserialize<JsonElement>(body),
        Previous = "",
        Hash = "",
    });
}
