using LlmTrader.Strategies.Generation.Proposals;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Strategist.Evidence;

/// <summary>The local search as a configuration wants it.</summary>
internal static class ConfiguredProposer
{
    /// <exception cref="RunException">A template can't be read or has mistakes, or the search can't be done as it is asked for.</exception>
    public static LocalProposer Of(EngineConfiguration configuration)
    {
        StrategistConfiguration strategist = configuration.Strategist;
        LocalProposerOptions options = new()
        {
            Method = strategist.Proposer.Method switch { SearchMethod.Grid => ProposalMethod.Grid, SearchMethod.Random => ProposalMethod.Random, _ => ProposalMethod.Tpe },
            Trials = strategist.Proposer.Trials,
            UniverseLimit = strategist.UniverseLimit,
            Threads = ThreadsOf(configuration),
        };
        try
        {
            return new LocalProposer(strategist.Templates.Count > 0 ? [.. strategist.Templates.Select(file => Read(file, configuration.BaseDirectory))] : RuleTemplate.Shipped, options);
        }
        catch (ArgumentException error)
        {
            throw new RunException(error.Message, error);
        }
    }

    /// <summary>Threads that search and judge.</summary>
    public static int ThreadsOf(EngineConfiguration configuration) =>
        configuration.Strategist.Threads ?? BesideEngine.Threads(Environment.ProcessorCount, configuration.Threads.OwnCores());

    private static RuleTemplate Read(string file, string baseDirectory)
    {
        try { return RuleTemplate.Read(File.ReadAllText(Path.GetFullPath(file, baseDirectory)), file); }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException) { throw new RunException($"'{file}' can't be read: {error.Message}", error); }
    }
}
