using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace LlmTrader.Tests.Integration.Deployment;

/// <summary>The steps of the Dockerfile's build stage, run by a shell on a copy of what docker would be given: no engine is needed to know what comes out.</summary>
public sealed partial class DockerfileStepsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);
    private static readonly string Root = Checkout.Root;

    private readonly string _directory = Directory.CreateTempSubdirectory("llmtrader-image-").FullName;

    private string Source => Path.Combine(_directory, "source");

    private string App => Path.Combine(_directory, "app");

    [Fact]
    public void The_build_stage_makes_what_the_readme_makes_and_it_runs()
    {
        CopyContext();
        string[] steps = [.. Run().Matches(BuildStage()).Select(step => step.Groups["command"].Value)];
        Assert.NotEmpty(steps);
        foreach (string step in steps) { Must("sh", "-c", step.Replace(" /app", $" {App}", StringComparison.Ordinal)); }

        // What the second stage starts.
        string entry = Entry().Match(File.ReadAllText(Path.Combine(Root, "Dockerfile"))).Groups["file"].Value;
        string help = Must("dotnet", Path.Combine(App, entry), "--help");
        Assert.Contains("projector", help, StringComparison.Ordinal);

        // What README's commands have built beside these tests.
        string built = Path.Combine(Root, "tools", "LlmTrader.Tools.Cli", "bin", "Release", "net10.0");
        Assert.Equal(Files(built), Files(App));
        foreach (string assembly in Directory.GetFiles(App, "*.dll")) { Assert.Equal(NameOf(Path.Combine(built, Path.GetFileName(assembly))), NameOf(assembly)); }
        Assert.Equal(Version(built), Version(App));

        // Behind a plus stands the commit, where the history is there to tell it.
        string Version(string directory) => Must("dotnet", Path.Combine(directory, entry), "--version").Split('+')[0].Trim();
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    // As .dockerignore says: no results of other builds, no history, no secrets.
    private void CopyContext()
    {
        string[] ignored = [.. File.ReadAllLines(Path.Combine(Root, ".dockerignore")).Where(line => line.Length > 0)];
        string[] everywhere = [.. ignored.Where(line => line.StartsWith("**/", StringComparison.Ordinal)).Select(line => line[3..])];
        Copy(Root, Source);

        void Copy(string from, string to)
        {
            Directory.CreateDirectory(to);
            foreach (string file in Directory.GetFiles(from)) { File.Copy(file, Path.Combine(to, Path.GetFileName(file))); }
            foreach (string directory in Directory.GetDirectories(from))
            {
                string name = Path.GetFileName(directory);
                if (!everywhere.Contains(name) && !ignored.Contains(Path.GetRelativePath(Root, directory))) { Copy(directory, Path.Combine(to, name)); }
            }
        }
    }

    private static string BuildStage()
    {
        string[] stages = File.ReadAllText(Path.Combine(Root, "Dockerfile")).Split("\nFROM ");
        Assert.Equal(3, stages.Length);    // The comment above, and two stages.
        Assert.Contains("AS build", stages[1], StringComparison.Ordinal);
        return stages[1];
    }

    private static IEnumerable<string> Files(string directory) => Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(directory, file)).Order(StringComparer.Ordinal);

    private static string NameOf(string assembly)
    {
        try { return AssemblyName.GetAssemblyName(assembly).FullName; }
        catch (BadImageFormatException) { return "native"; }
    }

    private string Must(string program, params string[] args)
    {
        ProcessStartInfo start = new(program, args) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Source };
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)).ToArray()) { start.Environment.Remove(name); }
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";    // A node that lives on would hold the pipes open.
        start.Environment["DOTNET_NOLOGO"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience)) { process.Kill(entireProcessTree: true); }
        string said = output.GetAwaiter().GetResult();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', args)}: {said}{errors.GetAwaiter().GetResult()}");
        return said;
    }

    [GeneratedRegex(@"(?m)^RUN (?<command>.+)$")]
    private static partial Regex Run();

    [GeneratedRegex("ENTRYPOINT \\[\"dotnet\", \"/app/(?<file>[^\"]+)\"\\]")]
    private static partial Regex Entry();
}
