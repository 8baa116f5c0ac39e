using System.Text.Json.Nodes;
using LlmTrader.Strategies.Generation.Checker;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Tests.Property.Actor;

namespace LlmTrader.Tests.Simulation.Strategist.Models;

/// <summary>Models that answer as models do, by a seed: well, nearly, with something else around it, with anything, or not at all.</summary>
internal sealed class ScriptedGateway(Random random) : IModelGateway
{
    private static readonly ModelOutcome[] Silent = [.. Enum.GetValues<ModelOutcome>().Where(outcome => outcome is not (ModelOutcome.Answered or ModelOutcome.Cancelled))];

    /// <summary>Ids of the calls that came back.</summary>
    public List<string> Returned { get; } = [];

    public Task<ModelAnswer> AskAsync(ModelCall call, CancellationToken cancel)
    {
        Returned.Add(call.Id);
        if (random.Next(8) == 0) { return Task.FromResult(new ModelAnswer { Outcome = Silent[random.Next(Silent.Length)], Reason = "as scripted" }); }
        string text = call.Role == ModelRole.Actor ? Rules() : Verdict();
        return Task.FromResult(new ModelAnswer { Outcome = ModelOutcome.Answered, Text = Spoiled(text, call.Canary), ServedModel = "scripted", Endpoint = "scripted", InputTokens = 1000, OutputTokens = 100, Cost = 0.001m });
    }

    private string Rules()
    {
        JsonObject answer = new AnswerMaker(random.Next(60)).Make();    // Few, so that the same rules come again.
        if (random.Next(4) == 0) { new AnswerBreaker(random.Next()).Break(answer); }
        return answer.ToJsonString();
    }

    private string Verdict()
    {
        JsonArray Codes(int count) => new([.. CheckerReasons.All.Keys.OrderBy(_ => random.Next()).Take(count).Select(code => JsonValue.Create(code))]);
        JsonObject answer = random.Next(10) switch
        {
            <= 3 => new JsonObject { ["verdict"] = "approve", ["reasons"] = new JsonArray() },
            <= 6 => new JsonObject { ["verdict"] = "revise", ["reasons"] = Codes(2) },
            7 => new JsonObject { ["verdict"] = "reject", ["reasons"] = Codes(1) },
            8 => new JsonObject { ["verdict"] = "approve", ["reasons"] = Codes(1) },    // Says two things.
            _ => new JsonObject { ["verdict"] = "APPROVED", ["reasons"] = new JsonArray("looks great") },
        };
        if (random.Next(8) == 0) { new AnswerBreaker(random.Next()).Break(answer); }
        return answer.ToJsonString();
    }

    private string Spoiled(string text, string? canary) => random.Next(24) switch
    {
        0 => $"Sure! Here is the document:\n{text}\nLet me know.",
        1 => $"```json\n{text}\n```",
        2 => text.Replace(':', '：').Replace(',', '，'),
        3 => text[..random.Next(text.Length)],
        4 => "<html><body>502 Bad Gateway</body></html>",
        5 => "I can't help with that.",
        6 => "",
        7 => $"[{text}]",
        8 => new string('[', 5_000),
        9 => "N/A",
        10 => $"{text}{text}",
        11 => $"{text}\n{canary}",    // Taken over.
        _ => text,
    };
}
