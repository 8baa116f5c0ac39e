using LlmTrader.Engine.Runtime;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary>The names of the topologies on a command line.</summary>
internal static class Topologies
{
    /// <summary>Those with threads of their own, for a live engine.</summary>
    public static (string, EngineTopology)[] Threaded => [("pipelined", EngineTopology.Pipelined), ("fused", EngineTopology.Fused)];

    public static (string, EngineTopology)[] All => [.. Threaded, ("inline", EngineTopology.Inline)];

    public static string NameOf(EngineTopology topology) => topology switch
    {
        EngineTopology.Pipelined => "pipelined",
        EngineTopology.Fused => "fused",
        _ => "inline",
    };
}
