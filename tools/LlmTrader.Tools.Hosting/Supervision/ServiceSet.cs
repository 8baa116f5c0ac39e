using LlmTrader.Tools.Hosting.Configuration.Engine;

namespace LlmTrader.Tools.Hosting.Supervision;

/// <summary>The processes that a configuration needs.</summary>
public static class ServiceSet
{
    /// <summary>Beyond the drain itself: a process must start and end around it.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>The engine, then the projector when a database is configured, then the strategist when it is enabled.</summary>
    /// <param name="file">The configuration's path.</param>
    /// <param name="configuration">Checked.</param>
    /// <exception cref="Runs.RunException">A secret is not where the configuration says.</exception>
    public static IReadOnlyList<ServiceSpec> Of(string file, EngineConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ServiceSpec engine = new(
            "engine", ["engine", "--config", Path.GetFullPath(file)], configuration.Shutdown.Drain + Grace,
            new Dictionary<string, string> { ["LLMTRADER__LOG__FILE"] = "off", ["LLMTRADER__LOG__CONSOLE"] = "true" })   // The supervisor writes the file.
        {
            NotifyPath = Path.Combine(configuration.Paths.RunDirectory, "ready.sock"),
        };
        return [engine, .. ProjectorOf(configuration) is { } projector ? [projector] : Array.Empty<ServiceSpec>(), .. StrategistOf(file, configuration) is { } strategist ? [strategist] : Array.Empty<ServiceSpec>()];
    }

    // It waits for the engine by itself, and a step that is cut off is gone on with at the next start.
    private static ServiceSpec? StrategistOf(string file, EngineConfiguration configuration) => !configuration.Strategist.Enabled ? null : new ServiceSpec(
        "strategist", ["strategist", "--config", Path.GetFullPath(file)], Grace, new Dictionary<string, string> { ["LLMTRADER__LOG__FILE"] = "off", ["LLMTRADER__LOG__CONSOLE"] = "true" });

    private static ServiceSpec? ProjectorOf(EngineConfiguration configuration)
    {
        (PostgresConfiguration? postgres, QuestDbConfiguration? questDb) = (configuration.Projector.Postgres, configuration.Projector.Questdb);
        if (postgres is null && questDb is null) { return null; }
        List<string> arguments = ["projector", "--journal", configuration.Paths.Journal];
        Dictionary<string, string> environment = [];
        if (postgres is not null)
        {
            arguments.AddRange(["--postgres", postgres.Connection, "--decisions", configuration.Paths.Strategist]);
            Give(environment, "PGPASSWORD", postgres.Password, configuration);
        }

        if (questDb is not null)
        {
            arguments.AddRange(["--questdb", questDb.Url]);
            if (questDb.User is { } user) { environment["LLMTRADER_QUESTDB_USER"] = user; }
            Give(environment, "LLMTRADER_QUESTDB_PASSWORD", questDb.Password, configuration);
            Give(environment, "LLMTRADER_QUESTDB_TOKEN", questDb.Token, configuration);
        }

        return new ServiceSpec("projector", arguments, Grace, environment);
    }

    private static void Give(Dictionary<string, string> environment, string variable, SecretReference? secret, EngineConfiguration configuration)
    {
        if (secret is not null) { environment[variable] = secret.Read(configuration.BaseDirectory); }
    }
}
