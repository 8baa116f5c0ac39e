using System.Diagnostics;

namespace LlmTrader.Tests.Integration.Projection;

/// <summary>
/// A PostgreSQL of the tests' own: Debian's programs, a private directory, a Unix socket in it and no port. As root it runs
/// as the user postgres, since the server refuses root.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string User = "postgres";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _directory;
    private readonly string? _programs;
    private int _databases;

    public PostgresServer()
    {
        _directory = Directory.CreateTempSubdirectory("llmtrader-pg-").FullName;
        _programs = FindPrograms();
        if (_programs is null) { return; }
        if (Environment.IsPrivilegedProcess) { RunAsRoot("chown", User, _directory); }
        Run("initdb", "-D", Data, "-A", "trust", "-U", User, "-E", "UTF8", "--no-locale", "-N");
        Start();
    }

    /// <summary>Why there is no server; null when there is one.</summary>
    public string? MissingBecause => _programs is null ? "PostgreSQL's server programs are not installed (Debian: postgresql)." : null;

    private string Data => Path.Combine(_directory, "data");

    /// <summary>A new, empty database.</summary>
    public string CreateDatabase()
    {
        string name = $"test{Interlocked.Increment(ref _databases)}";
        Run("psql", "-X", "-q", "-h", _directory, "-U", User, "-d", "postgres", "-c", $"CREATE DATABASE {name}");
        return $"Host={_directory};Username={User};Database={name};Maximum Pool Size=4;Timeout=5;Command Timeout=120";
    }

    public void Start() => Run("pg_ctl", "start", "-w", "-D", Data, "-l", Path.Combine(_directory, "log"), "-o", $"-c listen_addresses='' -c unix_socket_directories={_directory} -c fsync=off");

    /// <param name="mode"><c>fast</c> ends the sessions; <c>immediate</c> is a crash.</param>
    public void Stop(string mode = "fast") => Run("pg_ctl", "stop", "-w", "-D", Data, "-m", mode);

    public void Dispose()
    {
        if (_programs is not null && File.Exists(Path.Combine(Data, "postmaster.pid"))) { Stop("immediate"); }
        Directory.Delete(_directory, recursive: true);
    }

    private static string? FindPrograms()
    {
        const string Root = "/usr/lib/postgresql";
        if (!Directory.Exists(Root)) { return null; }
        return Directory.GetDirectories(Root).Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault();
    }

    private void Run(string program, params string[] args)
    {
        string path = Path.Combine(_programs!, program);
        if (Environment.IsPrivilegedProcess) { RunAsRoot("runuser", ["-u", User, "--", path, .. args]); }
        else { RunAsRoot(path, args); }
    }

    // The server inherits what it is started with: a pipe that it holds would never end, so nothing is read here.
    private void RunAsRoot(string program, params string[] args)
    {
        string errors = Path.Combine(Path.GetTempPath(), $"{Path.GetFileName(_directory)}.err");
        ProcessStartInfo start = new("sh", ["-c", "f=$1; shift; exec \"$@\" >$f 2>&1 </dev/null", "sh", errors, program, .. args]) { WorkingDirectory = "/" };
        using Process process = Process.Start(start)!;
        if (!process.WaitForExit(Patience)) { process.Kill(); }
        string said = File.ReadAllText(errors);
        File.Delete(errors);
        if (process.ExitCode != 0) { throw new InvalidOperationException($"{program} {string.Join(' ', args)}: exit code {process.ExitCode}\n{said}"); }
    }
}
