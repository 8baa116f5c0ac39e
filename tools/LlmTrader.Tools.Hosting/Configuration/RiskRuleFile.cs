using System.Text.Json;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>Risk rules in a file: a JSON array of <see cref="RiskRuleConfiguration"/>, comments and trailing commas allowed.</summary>
public static class RiskRuleFile
{
    /// <summary>Throws <see cref="RunException"/> that names the file, the line and the field that can't be read.</summary>
    public static IReadOnlyList<RiskRuleConfiguration> Read(string path)
    {
        if (!File.Exists(path)) { throw new RunException($"There is no file '{path}'."); }
        try
        {
            return JsonSerializer.Deserialize<IReadOnlyList<RiskRuleConfiguration>>(File.ReadAllText(path), Options) ?? [];
        }
        catch (JsonException e)
        {
            throw new RunException($"{path}:{e.LineNumber + 1}: {e.Path}: {e.Message.Split(" Path:")[0]} An array of rules is expected, such as [{{\"id\": 1, \"kind\": \"drawdown\", \"limit\": \"8%\", \"action\": \"haltAll\"}}].", e);
        }
    }

    internal static JsonSerializerOptions Options { get; } = new(RunConfiguration.JsonOptions) { ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
}
