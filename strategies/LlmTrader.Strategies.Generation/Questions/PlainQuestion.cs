using System.Globalization;
using System.Text.Json;
using LlmTrader.Strategies.Models.Calls;

namespace LlmTrader.Strategies.Generation.Questions;

/// <summary>Asks through the gateway, reads the answer as JSON, and asks again with what is wrong with it.</summary>
/// <param name="gateway">The way to models.</param>
/// <param name="ledger">Where every call is written before its answer is used.</param>
/// <param name="group">That is asked.</param>
/// <param name="idOf">A call's id, from its decision and role: unique in the journal.</param>
public sealed class PlainQuestion(IModelGateway gateway, IModelCallLedger ledger, string group, Func<string?, ModelRole, string> idOf) : IStructuredQuestion
{
    private const int RepairRounds = 2;
    private const int MaxOutputTokens = 8_192;
    private const int MaxDepth = 32;

    /// <inheritdoc/>
    public async Task<StructuredReply> AskAsync(StructuredRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        PromptText prompt = PromptText.Of(request.PromptId);
        List<ModelMessage> messages = [.. prompt.Render(request.Variables)];
        for (int round = 0; ; round++)
        {
            ModelCall call = new()
            {
                Id = idOf(request.Decision, request.Role),
                Decision = request.Decision,
                Role = request.Role,
                Group = group,
                PromptId = request.PromptId,
                PromptHash = prompt.Hash,
                Messages = [.. messages],
                Schema = request.Schema,
                Seed = request.Seed,
                MaxOutputTokens = MaxOutputTokens,
            };
            ModelAnswer answer = await gateway.AskAsync(call, cancel).ConfigureAwait(false);
            string? problem = null;
            JsonElement? document = answer.Outcome == ModelOutcome.Answered ? Read(answer.Text, request, out problem) : null;
            ledger.Write(call, answer, answer.Outcome == ModelOutcome.Answered ? document is not null : null, problem);
            cancel.ThrowIfCancellationRequested();
            if (answer.Outcome != ModelOutcome.Answered) { return new StructuredReply(null, $"{answer.Outcome}: {answer.Reason}", answer.ServedModel); }
            if (document is not null) { return new StructuredReply(document, null, answer.ServedModel); }
            if (round == RepairRounds) { return new StructuredReply(null, string.Create(CultureInfo.InvariantCulture, $"its answer was wrong {round + 1} times, at last: {FirstLine(problem!)}"), answer.ServedModel); }
            messages.Add(new ModelMessage(ModelSpeaker.Assistant, answer.Text));
            messages.Add(new ModelMessage(ModelSpeaker.User, $"That answer can't be used:\n{problem}\nAnswer again with the whole JSON document, corrected, and nothing else."));
        }
    }

    private static JsonElement? Read(string text, StructuredRequest request, out string? problem)
    {
        try
        {
            using JsonDocument parsed = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            JsonElement document = parsed.RootElement.Clone();
            problem = request.Validate(document);
            return problem is null ? document : null;
        }
        catch (JsonException error)
        {
            problem = $"it is no JSON: {error.Message}";
            return null;
        }
    }

    private static string FirstLine(string text) => text.Split('\n')[0];
}
