using System.Diagnostics;
using System.Text.RegularExpressions;
using LlmTrader.Tests.Integration.Cli;

namespace LlmTrader.Tests.Integration.Readme;

/// <summary>Types what README's section on live running says, line by line, in a fresh directory, as a newcomer would.</summary>
public sealed partial class ReadmeLiveTests : IDisposable
{
    private const string Section = "## Run it live, on paper";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-readme-").FullName;

    public void Dispose()
    {
        Type("llmtrader down --config trading/engine.yaml");   // Whatever happened, nothing runs on.
        Directory.Delete(_directory, recursive: true);
    }

    [SkippableFact]
    public void Every_command_does_what_it_is_there_for()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "README's commands are for a Linux shell.");
        Skip.If(Type("curl --version").ExitCode != 0, "There is no curl here.");
        string[] commands = Commands();
        Assert.Equal(15, commands.Length);
        Dictionary<string, string> said = [];
        foreach (string command in commands)
        {
            (int code, string output, string error) = Type(command);
            Assert.True(code == 0, $"'{command}' ended with exit code {code}:\n{output}\n{error}");
            said[command] = output;
        }

        string Said(string part) => said.Single(pair => pair.Key.Contains(part, StringComparison.Ordinal)).Value;
        Assert.Contains("running", Said(" up "), StringComparison.Ordinal);
        Assert.Contains("\"positions\"", Said("curl"), StringComparison.Ordinal);
        Assert.Contains("simulated", Said("llmtrader top"), StringComparison.Ordinal);
        foreach (string change in (string[])["rulesets stage", "rulesets activate", "rulesets rollback", "ctl kill", "ctl reset"])
        {
            Assert.Matches("sequence [0-9]", Said(change));
        }

        Assert.Contains("Reproduced", Said("--verify"), StringComparison.Ordinal);
    }

    private static string[] Commands()
    {
        string readme = File.ReadAllText(Path.Combine(Repository(), "README.md"));
        string section = readme[readme.IndexOf(Section, StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n## ", Section.Length, StringComparison.Ordinal)];
        return [.. Blocks().Matches(section).SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))];
    }

    private static string Repository()
    {
        string directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "LlmTrader.Engine.sln"))) { directory = Path.GetDirectoryName(directory)!; }
        return directory;
    }

    // README's alias, as a function: a shell that is not interactive expands no aliases.
    private (int ExitCode, string Output, string Error) Type(string command)
    {
        ProcessStartInfo info = new("bash") { WorkingDirectory = _directory, RedirectStandardOutput = true, RedirectStandardError = true };
        info.Environment["LLMTRADER__SHUTDOWN__DRAIN"] = "60s";   // Two seconds are plenty on a machine that does nothing else.
        info.ArgumentList.Add("-c");
        info.ArgumentList.Add($"llmtrader() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "llmtrader.dll")}' \"$@\"; }}\n{command}");
        using Process process = Process.Start(info)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Assert.True(process.WaitForExit(Patience), $"'{command}' does not end.");
        return (process.ExitCode, output.Result, error.Result);
    }

    [GeneratedRegex("```bash\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
