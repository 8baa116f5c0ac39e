using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Tests.Support.Loopback;

namespace LlmTrader.Tests.Integration.Models;

/// <summary>
/// Everything that a server can do, and how the one attempt at it ends. What is wrong with the content of an answer (another shape than the
/// schema's, prose around it, odd punctuation, an invented ticker) is none of the gateway's: it hands the text on unchanged.
/// </summary>
internal static class WireCases
{
    /// <summary>Answers whose content is for others to judge; they must arrive to the letter.</summary>
    public static IReadOnlyDictionary<string, string> Texts { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["success"] = "{\"verdict\":\"approve\",\"reasons\":[]}",
        ["schema violation"] = "{\"verdict\":\"perhaps\",\"extra\":1}",
        ["prose around JSON"] = "Sure! Here it is:\n```json\n{\"verdict\":\"approve\"}\n```\nGood luck.",
        ["full-width punctuation"] = "｛＂verdict＂：＂approve＂，＂size＂：１０｝",
        ["thousands separators"] = "{\"size\": 1,234,567}",
        ["object for array"] = "{\"reasons\":{\"0\":\"too_large\"}}",
        ["N/A"] = "N/A",
        ["invented ticker"] = "{\"selected_symbols\":[\"MOONUSDT.BINANCE\"]}",
        ["surrogates, quotes and line breaks"] = "\U0001F680 \"quoted\"\r\n\tdata: [DONE]\n\u2028",
    };

    /// <summary>Those of <see cref="Odd"/> whose server never ends its answer.</summary>
    public static IReadOnlySet<string> EndByTime { get; } = new HashSet<string>(["time-out", "slow drip"], StringComparer.Ordinal);

    /// <summary>All else.</summary>
    public static IReadOnlyDictionary<string, (ModelOutcome Outcome, ModelScript Script)> Odd { get; } = new SortedDictionary<string, (ModelOutcome, ModelScript)>(StringComparer.Ordinal)
    {
        ["refusal"] = (ModelOutcome.Refused, ModelScript.Refuses("I can't help with that.")),
        ["content filter"] = (ModelOutcome.Refused, ModelScript.Says("", "content_filter")),
        ["429 without retry-after"] = (ModelOutcome.RateLimited, ModelScript.Fails(429, "slow down")),
        ["429 with retry-after"] = (ModelOutcome.RateLimited, ModelScript.Fails(429, "slow down", ("retry-after", "1"))),
        ["429 with retry-after-ms"] = (ModelOutcome.RateLimited, ModelScript.Fails(429, "slow down", ("retry-after", "60"), ("retry-after-ms", "1500"))),
        ["400"] = (ModelOutcome.Rejected, ModelScript.Fails(400, "bad request")),
        ["401"] = (ModelOutcome.Rejected, ModelScript.Fails(401, "no such key")),
        ["404"] = (ModelOutcome.Rejected, ModelScript.Fails(404, "no such model")),
        ["redirect"] = (ModelOutcome.Rejected, ModelScript.Body(307, "text/plain", "", ("location", "http://127.0.0.1:1/elsewhere"))),
        ["408"] = (ModelOutcome.TimedOut, ModelScript.Fails(408, "too late")),
        ["500"] = (ModelOutcome.Unavailable, ModelScript.Fails(500, "oops")),
        ["502 of a proxy in HTML"] = (ModelOutcome.Unavailable, ModelScript.Body(502, "text/html", "<html><body>Bad gateway</body></html>")),
        ["503"] = (ModelOutcome.Unavailable, ModelScript.Body(503, "text/plain", "")),
        ["504"] = (ModelOutcome.TimedOut, ModelScript.Fails(504, "too late")),
        ["200 with an error in it"] = (ModelOutcome.Unavailable, ModelScript.Fails(200, "the provider is down")),
        ["an error within a stream"] = (ModelOutcome.Unavailable, ModelScript.Body(200, "text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\ndata: {\"error\":{\"message\":\"overloaded\"}}\n\n")),
        ["time-out"] = (ModelOutcome.TimedOut, ModelScript.IsSilent()),
        ["slow drip"] = (ModelOutcome.TimedOut, ModelScript.Drips(TimeSpan.FromMilliseconds(20))),
        ["hung up without a word"] = (ModelOutcome.Unavailable, ModelScript.HangsUp()),
        ["cut within the reply"] = (ModelOutcome.Malformed, ModelScript.BreaksOff()),
        ["ended without a reason"] = (ModelOutcome.Malformed, ModelScript.StopsShort()),
        ["HTML"] = (ModelOutcome.Malformed, ModelScript.Body(200, "text/html", "<!doctype html><title>Log in</title>")),
        ["half JSON"] = (ModelOutcome.Malformed, ModelScript.Body(200, "application/json", "{\"choices\":[{\"message\":")),
        ["no UTF-16"] = (ModelOutcome.Malformed, ModelScript.Body(200, "application/json", "{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"content\":\"\\ud83d\"}}]}")),
        ["empty"] = (ModelOutcome.Malformed, ModelScript.Body(200, "application/json", "")),
        ["an array"] = (ModelOutcome.Malformed, ModelScript.Body(200, "application/json", "[1,2]")),
        ["choices are empty"] = (ModelOutcome.Malformed, ModelScript.Body(200, "application/json", "{\"choices\":[]}")),
        ["choices are something else"] = (ModelOutcome.Malformed, ModelScript.Body(200, "application/json", "{\"choices\":{\"message\":7},\"usage\":[],\"model\":3}")),
        ["unknown reason to finish"] = (ModelOutcome.Malformed, ModelScript.Says("well", "tired")),
        ["a tool called"] = (ModelOutcome.Malformed, ModelScript.Says("", "tool_calls")),
        ["no text"] = (ModelOutcome.Malformed, ModelScript.Says("")),
        ["truncated"] = (ModelOutcome.Truncated, ModelScript.Says("{\"verdict\":\"appr", "length")),
        ["huge"] = (ModelOutcome.Truncated, ModelScript.IsHuge()),
        ["wrong model"] = (ModelOutcome.WrongModel, ModelScript.Says("hello", model: "test-model-mini")),
    };
}
