using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using LlmTrader.Tools.Hosting.Configuration.Engine;
using LlmTrader.Tools.Hosting.Live;

namespace LlmTrader.Tools.Hosting.Doctor;

/// <summary>The run and journal directories, the socket's path and the port.</summary>
internal static class PlaceCheck
{
    public static IEnumerable<DoctorFinding> Run(EngineConfiguration configuration)
    {
        EnginePaths paths = configuration.Paths;
        yield return Writable("run directory", paths.RunDirectory, "run_directory");
        yield return Writable("journal directory", paths.Journal, "journal.directory");
        yield return Socket(paths);
        if (configuration.Admin.Tcp is { } tcp) { yield return Port(tcp); }
    }

    /// <summary>The directory, or the nearest above it that is there.</summary>
    public static string Existing(string directory)
    {
        while (!Directory.Exists(directory) && Path.GetDirectoryName(directory) is { Length: > 0 } above) { directory = above; }
        return directory;
    }

    private static DoctorFinding Writable(string name, string directory, string key)
    {
        string there = Existing(directory);
        string probe = Path.Combine(there, $".llmtrader-doctor-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        try
        {
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new DoctorFinding(name, DoctorVerdict.Fail, $"nothing can be written in '{there}': {e.Message}", $"Give this user the directory (chown, chmod u+rwx), or name another by {key}.");
        }

        if (there != directory) { return DoctorFinding.Ok(name, $"'{directory}' is not there yet and can be made."); }
        bool isOpen = !OperatingSystem.IsWindows() && (File.GetUnixFileMode(directory) & (UnixFileMode.OtherWrite | UnixFileMode.GroupWrite)) != 0;
        return isOpen
            ? new DoctorFinding(name, DoctorVerdict.Warn, $"other users may write in '{directory}': they could remove the kill latch or the journal.", $"chmod go-w {directory}")
            : DoctorFinding.Ok(name, $"'{directory}' can be written to.");
    }

    private static DoctorFinding Socket(EnginePaths paths)
    {
        const string name = "admin socket";
        int bytes = Encoding.UTF8.GetByteCount(paths.Socket);
        if (bytes > EnginePaths.MaxSocketBytes) { return new DoctorFinding(name, DoctorVerdict.Fail, $"its path has {bytes} bytes, and {EnginePaths.MaxSocketBytes} can be: '{paths.Socket}'.", "Choose a shorter run_directory, or a full path in admin.socket."); }
        return RunDirectory.FindProcess(paths.RunDirectory) is { } id
            ? new DoctorFinding(name, DoctorVerdict.Note, $"process {id} runs an engine in '{paths.RunDirectory}'.", "Stop it before another is started there.")
            : DoctorFinding.Ok(name, $"its path has {bytes} of {EnginePaths.MaxSocketBytes} bytes.");
    }

    private static DoctorFinding Port(AdminTcpConfiguration tcp)
    {
        string name = "admin port";
        try
        {
            using TcpListener listener = new(IPAddress.Parse(tcp.Address), tcp.Port);
            listener.Start();
            return DoctorFinding.Ok(name, $"{tcp.Address}:{tcp.Port} is free.");
        }
        catch (SocketException e)
        {
            return new DoctorFinding(name, DoctorVerdict.Fail, $"{tcp.Address}:{tcp.Port} can't be listened on: {e.Message}.", $"Choose another admin.tcp.port; `ss -ltnp 'sport = {tcp.Port}'` shows who has it.");
        }
    }
}
