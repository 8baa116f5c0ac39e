using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Configuration;

/// <summary>A text that is not even YAML or JSON, or uses what is not read here.</summary>
internal sealed class FileSyntaxException(string path, long line, string problem, Exception? inner = null) : RunException($"{path}:{line}: {problem}", inner)
{
    /// <summary>From 1.</summary>
    public long Line { get; } = line;

    /// <summary>Without file and line.</summary>
    public string Problem { get; } = problem;
}
