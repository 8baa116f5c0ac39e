using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Strategies.Models.Calls;

namespace LlmTrader.Tools.Hosting.Strategist.Ledger;

/// <summary>Every call of a model as a record of the strategist's journal, synced before its answer is used. Safe for many threads.</summary>
public sealed class JournaledModelCalls : IModelCallLedger
{
    /// <summary>Of each body in a record, in bytes of UTF-8; hashes are of the whole.</summary>
    public const int BodyLimit = 64 << 10;

    /// <summary>Stands for the decision of a call that belongs to none: a person tried a prompt.</summary>
    public const string NoDecision = "trial";

    private readonly StrategistJournal _journal;
    private readonly Func<Timestamp> _clock;

    /// <param name="journal">Open for writing.</param>
    /// <param name="clock">The time of the records.</param>
    public JournaledModelCalls(StrategistJournal journal, Func<Timestamp> clock)
    {
        ArgumentNullException.ThrowIfNull(journal);
        ArgumentNullException.ThrowIfNull(clock);
        _journal = journal;
        _clock = clock;
    }

    /// <summary>
    /// Writes that a call is about to be made; it is on stable storage when this returns. A process that is killed meanwhile may have spent the
    /// most that it may come to, and its successor's budgets must know.
    /// </summary>
    /// <param name="call">What is asked.</param>
    /// <param name="bound">The most that it may come to.</param>
    public void Announce(ModelCall call, CallBound bound)
    {
        ArgumentNullException.ThrowIfNull(call);
        _journal.Append(_clock(), call.Decision ?? NoDecision, ChainKinds.ModelRequest, new JsonObject
        {
            ["call"] = call.Id,
            ["role"] = NameOf(call.Role),
            ["group"] = call.Group,
            ["tokens_at_most"] = bound.Tokens,
            ["cost_at_most"] = bound.Money,
        });
    }

    /// <inheritdoc/>
    public void Write(ModelCall call, ModelAnswer answer, bool? schemaValid, string? problem)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(answer);
        _journal.Append(_clock(), call.Decision ?? NoDecision, ChainKinds.ModelCall, Body(call, answer, schemaValid, problem));
    }

    /// <summary>
    /// What calls have used since a moment, oldest first; those that were answered from a cache or a record used nothing and are left out. Of
    /// one that was cut off nobody knows what it came to: it counts as the most that it may have.
    /// </summary>
    public IReadOnlyList<PastModelUse> Since(Timestamp moment) => PastModelUse.Of(_journal.Records, moment);

    /// <summary>The name of an outcome or a role as it stands in the journal.</summary>
    public static string NameOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static JsonObject Body(ModelCall call, ModelAnswer answer, bool? schemaValid, string? problem) => new()
    {
        ["call"] = call.Id,
        ["role"] = NameOf(call.Role),
        ["group"] = call.Group,
        ["prompt"] = call.PromptId,
        ["prompt_hash"] = call.PromptHash,
        ["schema"] = call.Schema?.Name,
        ["outcome"] = NameOf(answer.Outcome),
        ["reason"] = answer.Reason,
        ["schema_valid"] = schemaValid,
        ["problem"] = problem,
        ["endpoint"] = answer.Endpoint,
        ["requested_model"] = answer.RequestedModel,
        ["served_model"] = answer.ServedModel,
        ["input_tokens"] = answer.InputTokens,
        ["output_tokens"] = answer.OutputTokens,
        ["cached_tokens"] = answer.CachedTokens,
        ["cost"] = answer.Cost,
        ["breaker"] = answer.Breaker,
        ["replayed"] = answer.IsReplayed,
        ["redactions"] = answer.Redactions,
        ["attempts"] = new JsonArray([.. answer.Attempts.Select(Attempt)]),
        ["request_hash"] = HashOf(answer.RequestBody),
        ["request_bytes"] = Encoding.UTF8.GetByteCount(answer.RequestBody),
        ["request"] = Cut(answer.RequestBody),
        ["response_hash"] = HashOf(answer.ResponseBody),
        ["response_bytes"] = Encoding.UTF8.GetByteCount(answer.ResponseBody),
        ["response"] = Cut(answer.ResponseBody),
        ["text_hash"] = answer.Text.Length > 0 ? HashOf(answer.Text) : null,
    };

    private static JsonObject Attempt(ModelAttempt attempt) => new()
    {
        ["endpoint"] = attempt.Endpoint,
        ["outcome"] = NameOf(attempt.Outcome),
        ["status"] = attempt.Status,
        ["elapsed_ms"] = Math.Round(attempt.Elapsed.Ticks / (decimal)TimeSpan.TicksPerMillisecond, 3),
        ["reason"] = attempt.Reason,
    };

    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    // At the end of a character, which may be a pair of two.
    private static string Cut(string text)
    {
        if (Encoding.UTF8.GetByteCount(text) <= BodyLimit) { return text; }
        Encoding.UTF8.GetEncoder().Convert(text, new byte[BodyLimit], flush: false, out int fitting, out _, out _);
        return char.IsHighSurrogate(text[fitting - 1]) ? text[..(fitting - 1)] : text[..fitting];
    }
}
