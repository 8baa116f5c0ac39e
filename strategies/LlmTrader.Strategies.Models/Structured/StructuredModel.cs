using System.Globalization;
using System.Text.Json;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Guardrails;
using LlmTrader.Strategies.Models.Prompts;

namespace LlmTrader.Strategies.Models.Structured;

/// <summary>
/// Asks a model for one JSON document: renders the active prompt, asks through the gateway, finds, repairs and checks the document, and asks
/// again with what is wrong with it, twice at most. Every call is in the ledger before anything is done with its answer. What the model
/// does ends as a value.
/// </summary>
public sealed class StructuredModel
{
    // An answer that is longer than this is not shown to its model again: what is wrong with it is enough.
    private const int MaxQuoted = 32_768;
    private const int MaxProblem = 2_000;

    private readonly IModelGateway _gateway;
    private readonly IModelCallLedger _ledger;
    private readonly PromptLibrary _prompts;
    private readonly StructuredOptions _options;
    private readonly Func<string?, ModelRole, string> _nextId;

    /// <param name="gateway">The way to models.</param>
    /// <param name="ledger">Where each call is written down.</param>
    /// <param name="prompts">Which version of a prompt is active is asked at every question.</param>
    /// <param name="options">How to ask.</param>
    /// <param name="nextId">A new call's id, of its decision and role: another one each time, and unique in the journal.</param>
    public StructuredModel(IModelGateway gateway, IModelCallLedger ledger, PromptLibrary prompts, StructuredOptions options, Func<string?, ModelRole, string> nextId)
    {
        ArgumentNullException.ThrowIfNull(gateway);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(nextId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.RepairRounds, 2);
        ArgumentOutOfRangeException.ThrowIfNegative(options.RepairRounds);
        (_gateway, _ledger, _prompts, _options, _nextId) = (gateway, ledger, prompts, options, nextId);
    }

    /// <exception cref="PromptException">There is no such prompt, or its variables are not those that are given.</exception>
    /// <exception cref="ArgumentException">The schema is none of the subset.</exception>
    /// <exception cref="OperationCanceledException">As asked; the call that was under way is in the ledger.</exception>
    public async Task<StructuredAnswer> AskAsync(StructuredQuestion question, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(question);
        AnswerSchema schema = AnswerSchema.Of(question.Schema);
        Prompt prompt = _prompts.Active(question.PromptId);
        string id = _nextId(question.Decision, question.Role);
        RequestTokens tokens = RequestTokens.Of(_options.Secret.Span, id);
        List<ModelMessage> messages = [.. prompt.Render(question.Variables, tokens)];
        for (int round = 0; ; round++)
        {
            ModelCall call = CallOf(question, prompt, id, messages, tokens.Canary);
            ModelAnswer answer = Guarded(await _gateway.AskAsync(call, cancel).ConfigureAwait(false), tokens.Canary);
            bool isAnswered = answer.Outcome == ModelOutcome.Answered;
            Reading reading = isAnswered ? Read(answer.Text, schema, question.Validate) : default;
            _ledger.Write(call, answer, isAnswered ? reading.Document is not null : null, reading.Problem);
            cancel.ThrowIfCancellationRequested();
            StructuredAnswer result = new() { Document = reading.Document, Reason = null, Outcome = answer.Outcome, Model = answer.ServedModel, Calls = round + 1, Repairs = reading.Repairs ?? [] };
            if (!isAnswered) { return result with { Reason = string.Create(CultureInfo.InvariantCulture, $"{answer.Outcome}: {answer.Reason ?? "there is no answer."}") }; }
            if (reading.Document is not null) { return result; }
            if (round == _options.RepairRounds) { return result with { Reason = string.Create(CultureInfo.InvariantCulture, $"The answer was wrong {round + 1} times, at last: {reading.Problem!.Split('\n')[0]}") }; }
            if (answer.Text.Length <= MaxQuoted) { messages.Add(new ModelMessage(ModelSpeaker.Assistant, answer.Text)); }
            messages.Add(new ModelMessage(ModelSpeaker.User, $"That answer can't be used:\n{reading.Problem}\nAnswer again with the whole JSON document, corrected, and with nothing else."));
            id = _nextId(question.Decision, question.Role);
        }
    }

    // The canary stays that of the question: it stands in the first message.
    private ModelCall CallOf(StructuredQuestion question, Prompt prompt, string id, List<ModelMessage> messages, string canary) => new()
    {
        Id = id,
        Decision = question.Decision,
        Role = question.Role,
        Group = _options.Group,
        PromptId = prompt.Id,
        PromptHash = prompt.Hash,
        Messages = [.. messages],
        Schema = question.Schema,
        Temperature = prompt.Temperature,
        Seed = question.Seed,
        MaxOutputTokens = _options.MaxOutputTokens,
        Canary = canary,
    };

    // Whether the gateway has looked is not left to it: what repeats the canary has no text for anybody.
    private static ModelAnswer Guarded(ModelAnswer answer, string canary) => answer.Outcome == ModelOutcome.Answered && CanaryText.IsIn(answer.Text, canary)
        ? answer with { Outcome = ModelOutcome.CanaryFound, Text = "", Reason = "The answer repeats the request's canary: some text in the prompt took the model over." }
        : answer;

    private static Reading Read(string text, AnswerSchema schema, Func<JsonElement, string?> validate)
    {
        (JsonElement? found, bool isMended, string? problem) = JsonInReply.Find(text);
        if (found is not { } written) { return new Reading(null, Bounded(problem!), null); }
        (JsonElement document, IReadOnlyList<string> repairs) = AnswerRepair.Of(written, schema);
        IReadOnlyList<string> wrong = SchemaCheck.Of(document, schema);
        if (wrong.Count > 0) { return new Reading(null, Bounded(string.Join('\n', wrong)), null); }
        return validate(document) is { } objection ? new Reading(null, Bounded(objection), null) : new Reading(document, null, isMended ? ["$: punctuation", .. repairs] : repairs);
    }

    // It quotes the model, and comes to terminals.
    private static string Bounded(string problem) => VisibleText.Of(problem.Length <= MaxProblem ? problem : $"{problem[..(MaxProblem - 1)]}…").Text;

    private readonly record struct Reading(JsonElement? Document, string? Problem, IReadOnlyList<string>? Repairs);
}
