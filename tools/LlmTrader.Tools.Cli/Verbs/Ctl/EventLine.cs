using System.Text.Json.Nodes;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>An event of the stream as a line.</summary>
internal static class EventLine
{
    private static readonly string[] Leading = ["sequence", "time", "timeNs", "symbol"];

    public static void Write(string kind, string data, Session session)
    {
        JsonObject fields = JsonNode.Parse(data)!.AsObject();
        session.WriteLine(session.IsJson ? Document(kind, fields) : Text(kind, fields));
    }

    private static string Document(string kind, JsonObject data)
    {
        JsonObject line = new() { ["event"] = kind };
        foreach ((string name, JsonNode? value) in data) { line[name] = value?.DeepClone(); }
        return line.ToJsonString();
    }

    private static string Text(string kind, JsonObject data)
    {
        string fields = string.Join(' ', data.Where(field => !Leading.Contains(field.Key)).Select(field => $"{field.Key}={field.Value}"));
        return $"{data["sequence"]?.ToString() ?? Cell.None,10} {Cell.Time(data["time"]?.ToString()),-23} {kind,-18} {data["symbol"]?.ToString() ?? "",-16} {fields.ReplaceLineEndings("")}".TrimEnd();
    }
}
