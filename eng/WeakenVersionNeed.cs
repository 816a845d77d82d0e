using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Copies a 64-bit ELF library with one version need marked weak, where the system's libstdc++ does not offer that version.</summary>
public class WeakenVersionNeed : Task
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    private static readonly string[] Folders = { "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib" };

    [Required]
    public string Source { get; set; }

    [Required]
    public string Version { get; set; }

    [Required]
    public string Destination { get; set; }

    /// <summary>The copy; empty when the library can be used as it is.</summary>
    [Output]
    public string Written { get; set; } = "";

    public override bool Execute()
    {
        if (SystemOffers(Version))
            return true;
        byte[] library = File.ReadAllBytes(Source);
        if (!Weaken(library))
        {
            Log.LogMessage(MessageImportance.Normal, "{0} does not need {1}.", Source, Version);
            return true;
        }

        Written = Path.GetFullPath(Destination);
        if (File.Exists(Written) && new FileInfo(Written).Length == library.Length && File.GetLastWriteTimeUtc(Written) > File.GetLastWriteTimeUtc(Source))
            return true;
        Directory.CreateDirectory(Path.GetDirectoryName(Written));
        string temporary = Written + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, library);
        File.Delete(Written);
        File.Move(temporary, Written);
        return true;
    }

    private static bool SystemOffers(string version)
    {
        byte[] name = Encoding.ASCII.GetBytes(version + "\0");
        foreach (string folder in Folders)
        {
            string path = Path.Combine(folder, "libstdc++.so.6");
            if (File.Exists(path))
                return IndexOf(File.ReadAllBytes(path), name) >= 0;
        }

        return false;
    }

    private bool Weaken(byte[] elf)
    {
        bool found = false;
        long sections = BitConverter.ToInt64(elf, 0x28);
        int size = BitConverter.ToUInt16(elf, 0x3A);
        int count = BitConverter.ToUInt16(elf, 0x3C);
        for (int i = 0; i < count; i++)
        {
            int header = (int)(sections + (i * size));
            if (BitConverter.ToUInt32(elf, header + 4) != VersionNeedSection)
                continue;
            int names = (int)BitConverter.ToInt64(elf, (int)(sections + (BitConverter.ToInt32(elf, header + 0x28) * size)) + 0x18);
            int need = (int)BitConverter.ToInt64(elf, header + 0x18);
            for (int needs = BitConverter.ToInt32(elf, header + 0x2C); needs > 0; needs--)
            {
                int aux = need + BitConverter.ToInt32(elf, need + 8);
                for (int auxes = BitConverter.ToUInt16(elf, need + 2); auxes > 0; auxes--)
                {
                    if (NameAt(elf, names + BitConverter.ToInt32(elf, aux + 8)) == Version)
                    {
                        ushort flags = (ushort)(BitConverter.ToUInt16(elf, aux + 4) | WeakFlag);
                        BitConverter.GetBytes(flags).CopyTo(elf, aux + 4);
                        found = true;
                    }

                    aux += BitConverter.ToInt32(elf, aux + 12);
                }

                need += BitConverter.ToInt32(elf, need + 12);
            }
        }

        return found;
    }

    private static string NameAt(byte[] bytes, int start)
    {
        int end = Array.IndexOf(bytes, (byte)0, start);
        return Encoding.ASCII.GetString(bytes, start, end - start);
    }

    private static int IndexOf(byte[] bytes, byte[] what)
    {
        for (int i = 0; i <= bytes.Length - what.Length; i++)
        {
            int k = 0;
            while (k < what.Length && bytes[i + k] == what[k])
                k++;
            if (k == what.Length)
                return i;
        }

        return -1;
    }
}
