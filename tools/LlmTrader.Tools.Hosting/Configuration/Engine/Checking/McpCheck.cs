using LlmTrader.Tools.Hosting.Mcp;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Whether the tools are there that an agent may use without a person.</summary>
internal static class McpCheck
{
    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        IReadOnlyList<string> names = configuration.Mcp.WithoutApproval;
        for (int i = 0; i < names.Count; i++)
        {
            string key = $"mcp.without_approval[{i}]";
            if (!mistakes.Has(key) && !ToolNames.Changing.Contains(names[i])) { mistakes.Add(key, $"'{ConfigurationNode.Shortened(names[i])}' is no tool that changes something.", $"Write {string.Join(" or ", ToolNames.Changing)}, or remove it: tools that only look need nobody."); }
        }
    }
}
