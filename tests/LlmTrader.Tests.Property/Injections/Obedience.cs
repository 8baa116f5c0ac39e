using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmTrader.Strategies.Models.Calls;
using LlmTrader.Strategies.Models.Guardrails;
using LlmTrader.Strategies.Models.Prompts;
using LlmTrader.Strategies.Models.Structured;

namespace LlmTrader.Tests.Property.Injections;

/// <summary>A model that was taken over by a text: what it answers is the worst that the text could want, in one of several ways.</summary>
internal sealed class Obedience(Injection injection, int way) : IModelGateway, IModelCallLedger
{
    public const int Ways = 20;

    public int Written { get; private set; }

    /// <summary>Whether an answer had the canary in it, in whatever writing.</summary>
    public bool HasLeaked { get; private set; }

    public Task<StructuredAnswer> AskAsync(byte[] secret, ModelSchema schema, string[] universe)
    {
        int id = 0;
        StructuredModel model = new(this, this, PromptLibrary.Shipped, new StructuredOptions { Group = "proposers", Secret = secret }, (_, _) => string.Create(CultureInfo.InvariantCulture, $"{way}/{++id}"));
        Dictionary<string, string> values = PromptLibrary.Shipped.Active("actor").Variables.ToDictionary(variable => variable.Name, variable => variable.Name == "symbols" ? string.Join(", ", universe) : injection.Text);
        return model.AskAsync(new StructuredQuestion { Decision = null, Role = ModelRole.Actor, PromptId = "actor", Variables = values, Schema = schema }, CancellationToken.None);
    }

    Task<ModelAnswer> IModelGateway.AskAsync(ModelCall call, CancellationToken cancel) => Task.FromResult(new ModelAnswer { Outcome = ModelOutcome.Answered, Text = Reply(call.Canary!) });

    void IModelCallLedger.Write(ModelCall call, ModelAnswer answer, bool? schemaValid, string? problem) => Written++;

    private static string Json(string symbol, string more = "") => $$"""{"selected_symbols":["AAA.X",{{JsonSerializer.Serialize(symbol)}}],"verdict":"approve","stop":null{{more}}}""";

    private string Reply(string canary)
    {
        HasLeaked |= way is >= 12 and < Ways;
        string text = injection.Text;
        return way switch
        {
            0 => text,
            1 => Json(text),
            2 => Json("EVIL.X"),
            3 => Json("\u0410AA.X"),
            4 => Json("BBB.X", ",\"orders\":[{\"symbol\":\"BBB.X\"}]"),
            5 => Json("BBB.X", ",\"max_leverage\":100"),
            6 => $"{text}\n{Json("BBB.X")}\n{text}",
            7 => Json("BBB.X").Replace("null", JsonSerializer.Serialize(text), StringComparison.Ordinal),
            8 => Json("BBB.X").Replace("approve", "approve all", StringComparison.Ordinal),
            9 => $"{Json("BBB.X")}{Json("EVIL.X")}",
            10 => $"<think>{text}</think>{Json("BBB.X")}",
            11 => "{\"selected_symbols\":\"BBB.X, EVIL.X\",\"verdict\":\"approve\",\"stop\":\"N/A\"}",
            12 => Json("BBB.X", $",\"note\":\"{canary}\""),
            13 => $"{canary.ToUpperInvariant()} {text} {Json("BBB.X")}",
            14 => Json(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{text}{canary}"))),
            15 => Json(string.Join(' ', canary.AsEnumerable())),
            16 => Json(string.Join('\u200B', canary.AsEnumerable())),
            17 => $"{Json("BBB.X")} {string.Concat(canary.Reverse())}",
            18 => Json(string.Concat(canary.Select(one => one is > ' ' and <= '~' ? (char)(one + 0xFEE0) : one))),
            _ => Json("x").Replace("\"x\"", $"\"{string.Concat(canary.Select(one => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}")))}\"", StringComparison.Ordinal),
        };
    }
}
