using System.CommandLine;

namespace LlmTrader.Tools.Cli.Verbs.Projector;

/// <summary>The strategist's journal that a projection is of as well.</summary>
internal static class StrategistOption
{
    public const string Name = "--decisions";

    public static Option<string?> Create() => OptionOf.Text(
        Name, "DIR", "The journal of the strategist that acts upon this engine: the directory with decisions-YYYYMM.jsonl, strategist beside engine.yaml unless the configuration says otherwise. It need not be there yet.");
}
