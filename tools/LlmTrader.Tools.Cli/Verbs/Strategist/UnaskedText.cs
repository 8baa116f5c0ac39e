using System.Globalization;
using System.Text;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Tools.Hosting.Strategist.Models;

namespace LlmTrader.Tools.Cli.Verbs.Strategist;

/// <summary>A call that a dry run has not made, for people and for machines.</summary>
internal static class UnaskedText
{
    public static string Of(UnaskedCall unasked)
    {
        ModelCall call = unasked.Call;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Not asked: the {Name(call.Role)}, group {call.Group}, prompt {call.PromptId} {call.PromptHash[..16]}: some {unasked.InputTokens:N0} tokens, and at most {call.MaxOutputTokens:N0} for the answer\n");
        foreach (UnaskedPrice price in unasked.Prices) { text.Append(CultureInfo.InvariantCulture, $"  {price.Endpoint} ({price.Model}): {price.Question:0.######} for the question, at most {price.AtMost:0.######} in all\n"); }
        foreach (ModelMessage message in call.Messages) { text.Append(CultureInfo.InvariantCulture, $"--- {message.Speaker.ToString().ToLowerInvariant()}\n{message.Text}\n"); }
        return text.Append("---").ToString();
    }

    public static object ToJson(IEnumerable<UnaskedCall> calls) => calls.Select(one => new
    {
        Role = Name(one.Call.Role),
        one.Call.Group,
        Prompt = one.Call.PromptId,
        one.Call.PromptHash,
        one.InputTokens,
        one.Call.MaxOutputTokens,
        Prices = one.Prices.Select(price => new { price.Endpoint, price.Model, price.Question, price.AtMost }),
        Messages = one.Call.Messages.Select(message => new { Speaker = Name(message.Speaker), message.Text }),
    });

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
