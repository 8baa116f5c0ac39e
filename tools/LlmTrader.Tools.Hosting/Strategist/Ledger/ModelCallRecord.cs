using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Strategies.Generation.Chain;

namespace LlmTrader.Tools.Hosting.Strategist.Ledger;

/// <summary>A call of a model as it stands in the strategist's journal.</summary>
public sealed record ModelCallRecord
{
    /// <summary>The call's own id, such as <c>d000012/actor/1</c>.</summary>
    public required string Call { get; init; }

    /// <summary>Of its record.</summary>
    public required long Sequence { get; init; }

    /// <summary>When it had ended.</summary>
    public required Timestamp Time { get; init; }

    /// <summary>The decision that it belongs to; <see cref="JournaledModelCalls.NoDecision"/> of a trial.</summary>
    public required string Decision { get; init; }

    public string Role { get; init; } = "";

    public string Group { get; init; } = "";

    public string Prompt { get; init; } = "";

    public string PromptHash { get; init; } = "";

    /// <summary>How it ended, such as <c>answered</c>.</summary>
    public string Outcome { get; init; } = "";

    /// <summary>Why there is no text; null of an answer.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the text fits its schema; null when there is none to fit or no text.</summary>
    public bool? SchemaValid { get; init; }

    /// <summary>Why it does not; null when it does.</summary>
    public string? Problem { get; init; }

    /// <summary>The endpoint that ended it; null when none was asked.</summary>
    public string? Endpoint { get; init; }

    public string? RequestedModel { get; init; }

    public string? ServedModel { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    /// <summary>Of the input.</summary>
    public long CachedTokens { get; init; }

    /// <summary>In the currency of the configured prices.</summary>
    public decimal Cost { get; init; }

    public string? Breaker { get; init; }

    /// <summary>Whether it came from a cache or a record, and used nothing.</summary>
    public bool IsReplayed { get; init; }

    public int Redactions { get; init; }

    public IReadOnlyList<JournaledAttempt> Attempts { get; init; } = [];

    /// <summary>SHA-256 of the whole body of the request, redacted as it was sent.</summary>
    public string RequestHash { get; init; } = "";

    /// <summary>That body, at most its first <see cref="JournaledModelCalls.BodyLimit"/> bytes.</summary>
    public string Request { get; init; } = "";

    /// <summary>Of the whole body.</summary>
    public long RequestBytes { get; init; }

    /// <summary>SHA-256 of the last reply as the gateway kept it, redacted.</summary>
    public string ResponseHash { get; init; } = "";

    public string Response { get; init; } = "";

    public long ResponseBytes { get; init; }

    /// <summary>SHA-256 of all that the model said; null when it said nothing.</summary>
    public string? TextHash { get; init; }

    /// <summary>Whether there is a text that could be used.</summary>
    public bool IsUsable => Outcome == "answered" && SchemaValid != false;

    /// <summary>The model that answered, or was asked.</summary>
    public string? Model => ServedModel ?? RequestedModel;

    /// <summary>Reads a record back.</summary>
    /// <param name="record">Of the kind <see cref="DecisionKind.ModelCall"/>.</param>
    public static ModelCallRecord Of(DecisionRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        JsonElement body = record.Body;
        return new ModelCallRecord
        {
            Call = body.Text("call") ?? "",
            Sequence = record.Sequence,
            Time = record.Time,
            Decision = record.Decision,
            Role = body.Text("role") ?? "",
            Group = body.Text("group") ?? "",
            Prompt = body.Text("prompt") ?? "",
            PromptHash = body.Text("prompt_hash") ?? "",
            Outcome = body.Text("outcome") ?? "",
            Reason = body.Text("reason"),
            SchemaValid = body.Truth("schema_valid"),
            Problem = body.Text("problem"),
            Endpoint = body.Text("endpoint"),
            RequestedModel = body.Text("requested_model"),
            ServedModel = body.Text("served_model"),
            InputTokens = body.Whole("input_tokens") ?? 0,
            OutputTokens = body.Whole("output_tokens") ?? 0,
            CachedTokens = body.Whole("cached_tokens") ?? 0,
            Cost = body.Amount("cost") ?? 0,
            Breaker = body.Text("breaker"),
            IsReplayed = body.Flag("replayed"),
            Redactions = (int)(body.Whole("redactions") ?? 0),
            Attempts = body.TryGetProperty("attempts", out JsonElement attempts) && attempts.ValueKind == JsonValueKind.Array ? [.. attempts.EnumerateArray().Select(Attempt)] : [],
            RequestHash = body.Text("request_hash") ?? "",
            Request = body.Text("request") ?? "",
            RequestBytes = body.Whole("request_bytes") ?? 0,
            ResponseHash = body.Text("response_hash") ?? "",
            Response = body.Text("response") ?? "",
            ResponseBytes = body.Whole("response_bytes") ?? 0,
            TextHash = body.Text("text_hash"),
        };
    }

    /// <summary>The same record without its two bodies: what is kept in memory for as long as a strategist runs.</summary>
    internal static DecisionRecord WithoutBodies(DecisionRecord record)
    {
        JsonObject body = JsonObject.Create(record.Body)!;
        body.Remove("request");
        body.Remove("response");
        return record with { Body = JsonSerializer.SerializeToElement(body) };
    }

    private static JournaledAttempt Attempt(JsonElement attempt) => new(
        attempt.Text("endpoint") ?? "", attempt.Text("outcome") ?? "", (int?)attempt.Whole("status"), attempt.Amount("elapsed_ms") ?? 0, attempt.Text("reason"));
}

/// <param name="Endpoint">Its name in the configuration.</param>
/// <param name="Outcome">How it ended there, such as <c>rate_limited</c>.</param>
/// <param name="Status">HTTP status; null when no reply came.</param>
/// <param name="Milliseconds">From the first byte sent to the last one read.</param>
/// <param name="Reason">Of whatever went wrong; null of an answer.</param>
public sealed record JournaledAttempt(string Endpoint, string Outcome, int? Status, decimal Milliseconds, string? Reason);
