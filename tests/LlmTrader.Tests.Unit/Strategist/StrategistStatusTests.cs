using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Journal.Platform;
using LlmTrader.Strategies.Generation.Chain;
using LlmTrader.Tests.Unit.Backtests;
using LlmTrader.Tests.Unit.Cli;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Strategist;
using LlmTrader.Tools.Hosting.Strategist.Ledger;

namespace LlmTrader.Tests.Unit.Strategist;

/// <summary>Whether a strategist runs, and what it is at: by its journal and the lock on it.</summary>
public sealed class StrategistStatusTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void It_runs_while_somebody_has_the_journals_lock_and_asking_takes_nothing_from_him()
    {
        string file = Write("[]");
        CommandRun none = Status(file);
        Assert.Equal((1, false, 0), (none.ExitCode, none.Json().GetProperty("isRunning").GetBoolean(), none.Json().GetProperty("records").GetInt32()));
        using (StrategistJournal journal = Open(file))
        {
            journal.Append(Now(), "d000001", ChainKinds.Observation, new JsonObject { ["hash"] = "x", ["seed"] = "1" });
            JsonElement running = Status(file).Json();
            Assert.Equal((true, Environment.ProcessId, "d000001", "propose", "observation", 1), (running.GetProperty("isWell").GetBoolean(), running.GetProperty("processId").GetInt32(), running.GetProperty("decision").GetString(), running.GetProperty("stage").GetString(), running.GetProperty("lastKind").GetString(), running.GetProperty("records").GetInt32()));
            journal.Append(Now(), "d000001", ChainKinds.Outcome, new JsonObject { ["result"] = "kept" });
            journal.Append(Now(), "d000001", ChainKinds.SafeMode, new JsonObject { ["on"] = true, ["confirmed"] = true });
            JsonElement safe = Status(file).Json();
            Assert.Equal((true, true, JsonValueKind.Null), (safe.GetProperty("isWell").GetBoolean(), safe.GetProperty("isSafeMode").GetBoolean(), safe.GetProperty("decision").ValueKind));
            Assert.Contains("safe mode", CommandRun.Of("strategist", "status", "--config", file).Output, StringComparison.Ordinal);
        }

        CommandRun ended = CommandRun.Of("strategist", "status", "--config", file);
        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("NONE works on the journal", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_behind_when_a_moment_of_its_schedule_passed_and_nothing_began()
    {
        EngineConfiguration configuration = EngineConfigurationFile.Read(Write("['0 0 * * * ?']")).Configuration;
        string directory = configuration.Paths.Strategist;
        Timestamp hour = Timestamp.FromUnixSeconds(1_795_262_400);    // 2026-11-21T12:00:00Z.
        Timestamp At(int minutes) => hour + Duration.FromMinutes(minutes);
        using StrategistJournal journal = StrategistJournal.Open(directory, Now);
        File.SetLastWriteTimeUtc(Path.Combine(directory, JournalLock.FileName), DateTime.UnixEpoch.AddTicks(At(-30).Nanoseconds / 100));    // When it began.
        Assert.Null(StrategistHealth.Of(configuration, At(4)).Missed);
        Assert.Equal(hour, StrategistHealth.Of(configuration, At(6)).Missed);
        Assert.False(StrategistHealth.Of(configuration, At(6)).IsWell);
        journal.Append(At(7), "d000001", ChainKinds.Observation, new JsonObject { ["hash"] = "x", ["seed"] = "1" });
        Assert.Null(StrategistHealth.Of(configuration, At(600)).Missed);    // One is led, which may take its time.
        journal.Append(At(590), "d000001", ChainKinds.Outcome, new JsonObject { ["result"] = "kept" });
        Assert.Null(StrategistHealth.Of(configuration, At(601)).Missed);
        Assert.Equal(At(600), StrategistHealth.Of(configuration, At(606)).Missed);
    }

    private static Timestamp Now() => new((DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100);

    private static StrategistJournal Open(string file) => StrategistJournal.Open(EngineConfigurationFile.Read(file).Configuration.Paths.Strategist, Now);

    private static CommandRun Status(string file) => CommandRun.Of("strategist", "status", "--config", file, "--json");

    private string Write(string schedule)
    {
        string file = Path.Combine(_directory.Path, "engine.yaml");
        File.WriteAllText(file, $"mode: paper\nfeeds: [{{kind: simulated}}]\naccounts: [{{name: main, cash: {{USDT: 100000}}}}]\nstrategist: {{schedule: {schedule}}}\n");
        return file;
    }
}
