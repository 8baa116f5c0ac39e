using System.Globalization;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Strategies.Models.Endpoints;

/// <summary>
/// Says what a reply comes to. The table, in the order in which it is asked:
/// <list type="table">
/// <item><term>nothing recorded; given up</term><description><see cref="ModelOutcome.NotRecorded"/>; <see cref="ModelOutcome.Cancelled"/></description></item>
/// <item><term>429</term><description><see cref="ModelOutcome.RateLimited"/></description></item>
/// <item><term>408, 504; not in time, be it that nothing came or that it came too slowly</term><description><see cref="ModelOutcome.TimedOut"/></description></item>
/// <item><term>other 5xx, 409, 425; no connection; 200 with an <c>error</c> in it</term><description><see cref="ModelOutcome.Unavailable"/></description></item>
/// <item><term>other 4xx (a wrong key, an unknown model, a bad request), 1xx, 3xx (redirects are not followed)</term><description><see cref="ModelOutcome.Rejected"/></description></item>
/// <item><term>2xx, more bytes than allowed; finished by <c>length</c></term><description><see cref="ModelOutcome.Truncated"/></description></item>
/// <item><term>2xx, the connection broke; HTML; no JSON; no choices; no or an unknown reason to finish; a tool called; no text</term><description><see cref="ModelOutcome.Malformed"/></description></item>
/// <item><term>2xx, another model</term><description><see cref="ModelOutcome.WrongModel"/></description></item>
/// <item><term>2xx, a refusal; finished by <c>content_filter</c></term><description><see cref="ModelOutcome.Refused"/></description></item>
/// <item><term>2xx, a text finished by <c>stop</c></term><description><see cref="ModelOutcome.Answered"/></description></item>
/// </list>
/// </summary>
public static class ReplyJudge
{
    private const int LongestQuote = 200;

    /// <summary>Judges. Total: there is no reply that it throws for.</summary>
    public static EndpointReply Judge(RawReply raw, EndpointOptions endpoint)
    {
        ArgumentNullException.ThrowIfNull(raw);
        ArgumentNullException.ThrowIfNull(endpoint);
        return raw.End switch
        {
            TransportEnd.NotRecorded => Of(ModelOutcome.NotRecorded, raw, "The record has no answer to this request."),
            TransportEnd.Cancelled => Of(ModelOutcome.Cancelled, raw, "Whoever asked gave up."),
            _ when raw.Status is { } status && status is < 200 or >= 300 => OfStatus(status, raw),
            TransportEnd.TimedOut => Of(ModelOutcome.TimedOut, raw, $"No whole reply within {Seconds(endpoint.Timeout)} s."),
            TransportEnd.Unreachable => Of(ModelOutcome.Unavailable, raw, $"No reply: {Quoted(raw.Problem)}"),
            TransportEnd.CutOff => Of(ModelOutcome.Malformed, raw, $"The connection broke within the reply: {Quoted(raw.Problem)}"),
            TransportEnd.TooLong => Of(ModelOutcome.Truncated, raw, string.Create(CultureInfo.InvariantCulture, $"The reply is longer than {raw.Body.Length} bytes, and the rest was not read.")),
            _ => OfBody(raw, endpoint),
        };
    }

    private static EndpointReply OfStatus(int status, RawReply raw)
    {
        ModelOutcome outcome = status switch
        {
            429 => ModelOutcome.RateLimited,
            408 or 504 => ModelOutcome.TimedOut,
            409 or 425 or >= 500 => ModelOutcome.Unavailable,
            _ => ModelOutcome.Rejected,
        };
        string said = ChatReader.TryRead(raw.Body, out ChatChoice choice, out _) && choice.Error is { } error ? $": {Quoted(error)}" : ".";
        return Of(outcome, raw, string.Create(CultureInfo.InvariantCulture, $"HTTP {status}{said}"));
    }

    private static EndpointReply OfBody(RawReply raw, EndpointOptions endpoint)
    {
        if (!ChatReader.TryRead(raw.Body, out ChatChoice choice, out string? problem)) { return Of(ModelOutcome.Malformed, raw, problem!); }
        (ModelOutcome outcome, string? reason) = OfChoice(choice, endpoint);
        return Of(outcome, raw, reason) with { Text = choice.Text.Length > 0 ? choice.Text : choice.Refusal, ServedModel = choice.Model is { } model ? Shown(Quoted(model)) : null, Usage = choice.Usage };
    }

    private static (ModelOutcome Outcome, string? Reason) OfChoice(ChatChoice choice, EndpointOptions endpoint)
    {
        if (choice.Error is { } error) { return (ModelOutcome.Unavailable, $"The server says that it failed: {Quoted(error)}"); }
        if (!choice.HasChoice) { return (ModelOutcome.Malformed, "The reply has no choices."); }
        if (!ServedModel.IsAsked(choice.Model, endpoint)) { return (ModelOutcome.WrongModel, $"'{Quoted(choice.Model!)}' answered; '{endpoint.Model}' was asked."); }
        if (choice.Refusal.Length > 0) { return (ModelOutcome.Refused, $"The model declined: {Quoted(choice.Refusal)}"); }
        return choice.FinishReason switch
        {
            "stop" when choice.Text.Length == 0 => (ModelOutcome.Malformed, "The answer has no text."),
            "stop" => (ModelOutcome.Answered, null),
            "length" => (ModelOutcome.Truncated, "The answer was cut off at the longest that was asked for."),
            "content_filter" => (ModelOutcome.Refused, "The server's filter held the answer back."),
            "tool_calls" or "function_call" => (ModelOutcome.Malformed, "The model called a tool, and was given none."),
            null => (ModelOutcome.Malformed, "The reply breaks off: there is no reason to finish."),
            _ => (ModelOutcome.Malformed, $"The answer finished for an unknown reason, '{Quoted(choice.FinishReason)}'."),
        };
    }

    private static EndpointReply Of(ModelOutcome outcome, RawReply raw, string? reason) => new() { Outcome = outcome, Raw = raw, Reason = reason is null ? null : Shown(reason) };

    // It comes to terminals: nothing in it may move a cursor.
    private static string Shown(string text) => VisibleText.Of(text).Text.ReplaceLineEndings(" ");

    // A server's words, or the client's, who quotes the server's.
    private static string Quoted(string? text) => text is null || text.Length <= LongestQuote ? text ?? "" : $"{text.AsSpan(0, LongestQuote)}…";

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
