using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Backtesting;

namespace LlmTrader.Tools.Hosting.Strategist.Ledger;

/// <summary>Trials and hold-outs as records of the strategist's journal.</summary>
internal static class LedgerRecords
{
    public static JsonObject Trial(DataWindow window, string hash) => Body(window, hash);

    public static JsonObject HoldOut(HoldOutUse use)
    {
        JsonObject body = Body(use.Window, use.CandidateHash);
        body["family"] = use.Family;
        return body;
    }

    public static DataWindow Window(JsonElement body) => new(
        body.GetProperty("data").GetString()!,
        [.. body.GetProperty("instruments").EnumerateArray().Select(name => name.GetString()!)],
        new HistoryWindow(new Timestamp(body.GetProperty("start_ns").GetInt64()), new Timestamp(body.GetProperty("end_ns").GetInt64())));

    public static HoldOutUse HoldOut(JsonElement body) => new(body.GetProperty("family").GetString()!, Hash(body), Window(body));

    public static string Hash(JsonElement body) => body.GetProperty("hash").GetString()!;

    private static JsonObject Body(DataWindow window, string hash) => new()
    {
        ["window"] = window.Id,
        ["hash"] = hash,
        ["data"] = window.Data,
        ["instruments"] = new JsonArray([.. window.Instruments.Select(name => JsonValue.Create(name))]),
        ["start"] = window.Window.Start.ToString(),
        ["end"] = window.Window.End.ToString(),
        ["start_ns"] = window.Window.Start.Nanoseconds,
        ["end_ns"] = window.Window.End.Nanoseconds,
    };
}
