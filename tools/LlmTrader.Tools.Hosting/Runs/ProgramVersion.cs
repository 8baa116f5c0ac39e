using System.Reflection;

namespace LlmTrader.Tools.Hosting.Runs;

/// <summary>What this build calls itself in manifests and in <c>--version</c>.</summary>
public static class ProgramVersion
{
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
